using NeuralSearch.Notebooks.Kernel;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Showing a value as a method of it.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell, in the MIME types named or else those preferred for its type.</summary>
    public static void Display<T>(this T value, params string[] mimeTypes) =>
        KernelSession.Current.Display(value, mimeTypes);
}
