using NeuralSearch.Notebooks.Kernel;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How this notebook shows values of a type.</summary>
public static class Formatter
{
    /// <summary>Has values of a type written by an action.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);

    /// <summary>Has values of a type written by a function.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (value, writer) => writer.Write(formatter((T)value)), mimeType);

    /// <summary>Has values of a type, its derived types included, written by an action.</summary>
    public static void Register(
        Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        KernelSession.Current.Formatters.Register(type, mimeType, formatter);

    /// <summary>The MIME types in which values of a type are shown unless a call names others.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) =>
        KernelSession.Current.Formatters.Prefer(type, preferredMimeTypes);
}
