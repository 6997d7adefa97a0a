using System.ComponentModel;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>A value from outside that no variable of the notebook can take.</summary>
internal sealed class SettingException(string message) : Exception(message)
{
    /// <summary>Text as a value of the type, read without regard to the machine's language.</summary>
    public static object? Convert(string name, string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException or FormatException)
        {
            throw new SettingException($"The variable '{name}' is of type {type.Name}, which '{text}' is not.");
        }
    }
}
