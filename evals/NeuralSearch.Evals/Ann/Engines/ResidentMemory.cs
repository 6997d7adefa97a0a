using System.Globalization;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>Memory of a process that is in RAM, as Linux counts it.</summary>
/// <param name="AnonymousBytes">Its own (RssAnon): what it cannot run without.</param>
/// <param name="FileBytes">Pages of mapped files (RssFile): what the system may drop and read again.</param>
internal readonly record struct ResidentMemory(long AnonymousBytes, long FileBytes)
{
    public long Bytes => AnonymousBytes + FileBytes;

    /// <summary>Of this process.</summary>
    public static ResidentMemory Current => Read(File.ReadAllLines("/proc/self/status"));

    public static ResidentMemory operator -(ResidentMemory left, ResidentMemory right) =>
        new(left.AnonymousBytes - right.AnonymousBytes, left.FileBytes - right.FileBytes);

    /// <summary>From the lines of a /proc/PID/status.</summary>
    public static ResidentMemory Read(IEnumerable<string> status)
    {
        Dictionary<string, string> values = status.Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return new ResidentMemory(Bytes("RssAnon"), Bytes("RssFile"));

        long Bytes(string name) => values.TryGetValue(name, out string? value)
            ? long.Parse(value.Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024
            : throw new InvalidDataException($"There is no {name} in the status of the process.");
    }
}
