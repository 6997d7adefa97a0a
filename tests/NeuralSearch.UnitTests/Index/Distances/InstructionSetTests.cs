using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NeuralSearch.UnitTests.Index.Codes;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Distances;

/// <summary>Runs the kernel tests in child processes whose runtime is told to do without newer instructions.</summary>
public sealed class InstructionSetTests
{
    [Theory]
    [InlineData("", 512)]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Kernel_tests_pass_without_newer_instructions(string knob, int widestBits)
    {
        SkipUnlessTheProcessorHas(widestBits);
        var tests = typeof(DistanceKernelTests);
        var codeTests = typeof(CodeKernelTests);
        var sketchTests = typeof(SketchKernelTests);
        var rowTests = typeof(RowKernelTests);
        var start = new ProcessStartInfo(DotnetHost())
        {
            ArgumentList =
            {
                "exec", tests.Assembly.Location, "-class", tests.FullName!, "-class", codeTests.FullName!,
                "-class", sketchTests.FullName!, "-class", rowTests.FullName!,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [DistanceKernelTests.ExpectedBitsVariable] = $"{widestBits}" },
        };
        if (knob.Length > 0) start.Environment[knob] = "0";

        using var child = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = child.StandardOutput.ReadToEndAsync(cancellation);
        var errors = child.StandardError.ReadToEndAsync(cancellation);
        await child.WaitForExitAsync(cancellation);

        var text = await output + await errors;
        Assert.True(child.ExitCode == 0, $"The child process ended with {child.ExitCode}:\n{text}");
        Assert.Contains("Total: 24, Errors: 0, Failed: 0, Skipped: 0", text, StringComparison.Ordinal);
    }

    private static void SkipUnlessTheProcessorHas(int widestBits)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("The knobs that switch instruction sets off are those of x64.");
        if (widestBits == 512 && !Vector512.IsHardwareAccelerated) Assert.Skip("This processor has no AVX-512.");
        if (widestBits == 256 && !Vector256.IsHardwareAccelerated) Assert.Skip("This processor has no AVX2.");
    }

    /// <summary>The dotnet that runs this process: it stands three folders above the runtime's own.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        if (!File.Exists(path)) Assert.Skip($"There is no {name} at {path}, where the SDK's own layout has it.");
        return path;
    }
}
