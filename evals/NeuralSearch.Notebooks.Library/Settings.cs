using System.ComponentModel;

namespace NeuralSearch.Notebooks.Library;

/// <summary>The variables at the top of a notebook, as the environment sets them.</summary>
public static class Settings
{
    private const string Prefix = "NEURALSEARCH_NOTEBOOKS_";

    /// <summary>
    /// The value of the environment variable <c>NEURALSEARCH_NOTEBOOKS_</c> and the name in capitals; else the one given.
    /// </summary>
    /// <exception cref="FormatException">The environment's value is not of that type.</exception>
    public static T Read<T>(string name, T otherwise)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string variable = Prefix + name.ToUpperInvariant();
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text) return otherwise;
        try
        {
            return (T)TypeDescriptor.GetConverter(typeof(T)).ConvertFromInvariantString(text)!;
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException or FormatException)
        {
            throw new FormatException($"{variable} is '{text}', which is no {typeof(T).Name}.", error);
        }
    }
}
