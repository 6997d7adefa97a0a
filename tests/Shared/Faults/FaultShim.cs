using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// <c>evals/faults/faults.c</c>, which stands between a process and its files: it records changes, kills at the N-th or
/// lets the N-th of a kind fail. Compiled when it is first needed.
/// </summary>
public static class FaultShim
{
    private const string Compiler = "gcc";
    private static readonly string[] Flags = ["-O2", "-shared", "-fPIC", "-pthread"];
    private static readonly Lazy<(string? Path, string? Reason)> Built = new(Build);

    /// <summary>Why it cannot be used here and what to do about it, or null.</summary>
    public static string? WhyAbsent => Built.Value.Reason;

    /// <summary>Lets the process be killed at its N-th change of a file, name or sync below the folder.</summary>
    /// <param name="folder">The node's data.</param>
    /// <param name="change">N, from 1.</param>
    /// <param name="isTorn">If that change is a write: whether its first half is written before.</param>
    public static Dictionary<string, string?> KillAt(string folder, long change, bool isTorn) => new(Preload(folder))
    {
        ["FAULTS_KILL_AT"] = $"{change}",
        ["FAULTS_KILL_TORN"] = isTorn ? "1" : "0",
    };

    /// <summary>Lets the N-th change of a kind fail, once, counted from when a file exists.</summary>
    public static Dictionary<string, string?> FailAt(string folder, string armFile, ChangeKind kind, int nth, int error) =>
        new(Preload(folder))
        {
            ["FAULTS_ARM"] = armFile,
            ["FAULTS_FAIL_KIND"] = $"{(int)kind}",
            ["FAULTS_FAIL_AT"] = $"{nth}",
            ["FAULTS_FAIL_ERROR"] = $"{error}",
        };

    /// <summary>Writes every change down.</summary>
    public static Dictionary<string, string?> Record(string folder, string file) =>
        new(Preload(folder)) { ["FAULTS_RECORD"] = file };

    private static Dictionary<string, string?> Preload(string folder) => new()
    {
        ["LD_PRELOAD"] = Built.Value.Path ?? throw new InvalidOperationException(Built.Value.Reason),
        ["FAULTS_FOLDER"] = folder,
    };

    private static (string? Path, string? Reason) Build()
    {
        if (!OperatingSystem.IsLinux()) return (null, "faults are injected by LD_PRELOAD, which needs Linux");
        string source = Repository.Combine("evals", "faults", "faults.c");
        string key = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)))[..16];
        string library = Repository.Combine("evals", "faults", "bin", $"faults-{key}.so");
        if (File.Exists(library)) return (library, null);
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        string unfinished = $"{library}.{Environment.ProcessId}";
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo(
                Compiler, [.. Flags, "-o", unfinished, source, "-ldl"])
            { RedirectStandardError = true })!;
            string errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) throw new InvalidOperationException($"{source} does not compile here:\n{errors}");
        }
        catch (Win32Exception)
        {
            return (null, $"faults are injected by a small library that needs {Compiler} (apt-get install gcc)");
        }

        File.Move(unfinished, library, overwrite: true);
        return (library, null);
    }
}
