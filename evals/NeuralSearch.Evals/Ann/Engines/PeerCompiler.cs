using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>
/// Builds the peers of evals/peers for this very processor. What was built for the same sources, command, compiler and
/// processor is used again.
/// </summary>
internal sealed class PeerCompiler(TextWriter output)
{
    private const string Compiler = "g++";
    private const string Flags = "-O3 -march=native -std=c++17 -pthread";
    private static readonly string Folder = RepositoryFolder.Combine("evals", "peers");
    private readonly Dictionary<string, string> _built = [];

    /// <summary>Why the peer cannot be built here and what to do about it, or null.</summary>
    public static string? WhyAbsent(string peer)
    {
        if (Version() is null) return $"{peer} is left out: there is no {Compiler} (apt-get install g++)";
        string header = Header(peer);
        if (File.Exists(header)) return null;
        string remedy = peer == "faiss" ? "apt-get install libfaiss-dev" : "npm ci --prefix evals/peers";
        return $"{peer} is left out: there is no {Path.GetRelativePath(RepositoryFolder.Root, header)} ({remedy})";
    }

    /// <summary>The path of the program, built if need be; the command is printed once either way.</summary>
    public string Build(string peer)
    {
        if (_built.TryGetValue(peer, out string? program)) return program;
        return _built[peer] = BuildOnce(peer);
    }

    private string BuildOnce(string peer)
    {
        string source = Path.Combine(Folder, peer + ".cpp");
        string[] options = [.. Flags.Split(' '), .. Options(peer)];
        string[] libraries = peer == "faiss" ? ["-fopenmp", "-lfaiss", "-llapack", "-lblas"] : [];
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
            [File.ReadAllText(source), File.ReadAllText(Path.Combine(Folder, "peer.hpp")), .. options, .. libraries,
                Version(), ProcessorFlags()]))))[..16];
        string program = Path.Combine(Folder, "bin", $"{peer}-{key}");
        output.WriteLine($"{peer}: {Compiler} {string.Join(' ', options)} {peer}.cpp {string.Join(' ', libraries)}");
        if (File.Exists(program)) return program;
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        string unfinished = $"{program}.{Environment.ProcessId}";
        (int exitCode, string text) = Run([.. options, source, "-o", unfinished, .. libraries]);
        if (exitCode != 0) throw new InvalidOperationException($"{peer} does not compile here:\n{text}");
        File.Move(unfinished, program, overwrite: true);
        return program;
    }

    private static string[] Options(string peer) => peer switch
    {
        "hnswlib" => ["-Inode_modules/hnswlib-node/src/hnswlib"],
        // Without __bf16, which g++ 12 has not got; its own build does the same.
        "usearch" => ["-Inode_modules/usearch/include", "-Inode_modules/usearch/numkong/include",
            "-DNK_NATIVE_BF16=0", $"-DPEER_VERSION=\"{UsearchVersion()}\""],
        _ => [],
    };

    private static string Header(string peer) => peer switch
    {
        "hnswlib" => Path.Combine(Folder, "node_modules", "hnswlib-node", "src", "hnswlib", "hnswlib.h"),
        "usearch" => Path.Combine(Folder, "node_modules", "usearch", "include", "usearch", "index_dense.hpp"),
        "faiss" => "/usr/include/faiss/IndexHNSW.h",
        _ => throw new ArgumentException($"There is no peer '{peer}'."),
    };

    private static string UsearchVersion()
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "node_modules", "usearch", "package.json"));
        using var package = System.Text.Json.JsonDocument.Parse(file);
        return package.RootElement.GetProperty("version").GetString()!;
    }

    private static string? Version()
    {
        try
        {
            return Run(["--version"]).Text.Split('\n')[0];
        }
        catch (Win32Exception)
        {
            return null; // not installed
        }
    }

    private static string ProcessorFlags() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal))
        : "";

    private static (int ExitCode, string Text) Run(string[] arguments)
    {
        using Process compiler = Process.Start(new ProcessStartInfo(Compiler, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = compiler.StandardError.ReadToEndAsync();
        string text = compiler.StandardOutput.ReadToEnd();
        text += errors.GetAwaiter().GetResult();
        compiler.WaitForExit();
        return (compiler.ExitCode, text);
    }
}
