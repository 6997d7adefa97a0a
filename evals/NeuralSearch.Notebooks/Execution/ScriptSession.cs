using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using NeuralSearch.Notebooks.Documents;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>
/// The state of a notebook between its cells: each is a submission that sees the variables, types and usings of those
/// before it, with the references and imports that .NET Interactive's C# kernel starts with.
/// </summary>
internal sealed class ScriptSession : IDisposable
{
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks",
        "System.Linq", "Microsoft.DotNet.Interactive.Kernel",
    ];

    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly string _folder;
    private readonly Stack<string> _importing = new();
    private ScriptOptions _options;
    private ScriptState<object>? _state;

    /// <param name="folder">The notebook's folder, from which its paths start.</param>
    public ScriptSession(string folder)
    {
        _folder = folder;
        _options = ScriptOptions.Default
            .WithLanguageVersion(CellScript.ParseOptions.LanguageVersion)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithImports(Imports)
            .WithReferences(CarriedAssemblies.Framework.Select(path => MetadataReference.CreateFromFile(path)))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder).WithSearchPaths(folder))
            .WithSourceResolver(new SourceFileResolver([], folder, [KeyValuePair.Create(folder, ".")]));
        Refer(typeof(Microsoft.DotNet.Interactive.Kernel).Assembly);
    }

    /// <summary>Runs a cell.</summary>
    /// <param name="code">Its source.</param>
    /// <param name="name">What a stack trace calls it.</param>
    /// <returns>The value of its last expression, or null.</returns>
    public Task<object?> RunAsync(string code, string name) => RunAsync(code, name, _folder);

    /// <summary>Gives a variable another value, which is text, converted to the variable's type.</summary>
    /// <exception cref="SettingException">No cell declared it, or the text is not of its type.</exception>
    public void Set(string name, string text)
    {
        ScriptVariable variable = _state?.GetVariable(name)
            ?? throw new SettingException(
                $"The notebook has no variable '{name}'; it has "
                + $"{string.Join(", ", _state?.Variables.Select(known => known.Name).Distinct() ?? [])}.");
        variable.Value = SettingException.Convert(name, text, variable.Type);
    }

    public void Dispose() => _loader.Dispose();

    private async Task<object?> RunAsync(string code, string name, string folder)
    {
        object? value = null;
        foreach (ScriptPart part in CellScript.Split(code))
        {
            switch (part)
            {
                case ReferencePart { Reference: var reference }:
                    Refer(reference, folder);
                    break;
                case ImportPart { Path: var path }:
                    await ImportAsync(Path.GetFullPath(Path.Combine(folder, path)));
                    break;
                case CodePart { Code: var text }:
                    value = await SubmitAsync(text, name);
                    break;
            }
        }

        return value;
    }

    private async Task<object?> SubmitAsync(string code, string name)
    {
        ScriptOptions options = _options.WithFilePath(name);
        _state = _state is null
            ? await CSharpScript.Create<object>(code, options, assemblyLoader: _loader).RunAsync()
            : await _state.ContinueWithAsync<object>(code, options);
        return _state.ReturnValue;
    }

    private async Task ImportAsync(string path)
    {
        string shown = Path.GetRelativePath(_folder, path);
        if (!File.Exists(path)) throw new MagicCommandException($"#!import: there is no file '{shown}'.");
        if (_importing.Contains(path)) throw new MagicCommandException($"#!import: '{shown}' imports itself.");
        string folder = Path.GetDirectoryName(path)!;
        _importing.Push(path);
        try
        {
            switch (Path.GetExtension(path))
            {
                case ".ipynb":
                    foreach (CodeCell cell in Notebook.Parse(await File.ReadAllBytesAsync(path)).Cells)
                        await RunAsync(cell.Source, $"{shown}, cell {cell.Number}", folder);
                    break;
                case ".cs" or ".csx":
                    await RunAsync(await File.ReadAllTextAsync(path), shown, folder);
                    break;
                case var extension:
                    throw new MagicCommandException(
                        $"#!import: '{shown}' is of the kind {extension}; it takes .ipynb, .cs and .csx.");
            }
        }
        finally
        {
            _importing.Pop();
        }
    }

    private void Refer(string reference, string folder)
    {
        if (CarriedPackages.IsPackage(reference))
        {
            foreach (string name in CarriedPackages.Assemblies(reference))
                Refer(CarriedAssemblies.Get(name) ?? throw new ReferenceException($"The assembly {name} is missing."));
            return;
        }

        if (CarriedAssemblies.Get(Path.GetFileNameWithoutExtension(reference)) is { } carried)
        {
            Refer(carried);
            return;
        }

        string path = Path.GetFullPath(Path.Combine(folder, reference));
        if (!File.Exists(path))
            throw new ReferenceException($"#r \"{reference}\": there is no file '{Path.GetRelativePath(_folder, path)}'.");
        _options = _options.AddReferences(MetadataReference.CreateFromFile(path));
    }

    private void Refer(Assembly assembly)
    {
        // A dependency that is compiled against is loaded by its name: it must be the one in this process.
        foreach (Assembly needed in CarriedAssemblies.WithDependencies(assembly)) _loader.RegisterDependency(needed);
        _options = _options.AddReferences(assembly);
    }
}
