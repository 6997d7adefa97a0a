using System.Reflection;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>
/// The assemblies that came with the runner. A cell that refers to one of them by a path or as a package gets the
/// runner's: the notebooks then run on a fresh clone, on what was just built, and a type exists once in the process.
/// </summary>
internal static class CarriedAssemblies
{
    private static readonly Dictionary<string, string> Paths = Find();

    /// <summary>The base class library, of which a cell sees all.</summary>
    public static IEnumerable<string> Framework { get; } =
        [.. Paths.Values.Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))];

    /// <summary>The assembly of that simple name, or null if the runner has none.</summary>
    public static Assembly? Get(string name) => Paths.ContainsKey(name) ? Assembly.Load(new AssemblyName(name)) : null;

    /// <summary>An assembly and what it needs, without the base class library.</summary>
    public static IReadOnlyCollection<Assembly> WithDependencies(Assembly assembly)
    {
        var found = new HashSet<Assembly>();
        var waiting = new Stack<Assembly>([assembly]);
        while (waiting.TryPop(out Assembly? next))
        {
            if (!found.Add(next)) continue;
            foreach (AssemblyName name in next.GetReferencedAssemblies())
                if (!IsFramework(name.Name!) && Get(name.Name!) is { } dependency) waiting.Push(dependency);
        }

        return found;
    }

    private static bool IsFramework(string name) =>
        Paths.TryGetValue(name, out string? path) && Framework.Contains(path);

    private static Dictionary<string, string> Find() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase) // the host may name one twice
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase);
}
