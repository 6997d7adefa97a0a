using NeuralSearch.Notebooks.Kernel;

namespace Microsoft.DotNet.Interactive;

/// <summary>Its members are in the scope of every cell without a name in front, as in .NET Interactive.</summary>
public static class Kernel
{
    /// <summary>Markup that is shown as such.</summary>
    public static HtmlContent HTML(string content) => new(content);

    /// <summary>Shows a value below the cell, in the MIME types named or else those preferred for its type.</summary>
    public static void display(object value, params string[] mimeTypes) =>
        KernelSession.Current.Display(value, mimeTypes);
}
