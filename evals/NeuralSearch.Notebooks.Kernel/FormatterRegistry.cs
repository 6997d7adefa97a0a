using System.Globalization;
using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace NeuralSearch.Notebooks.Kernel;

/// <summary>How values of a type are written in a MIME type, and in which types they are shown unless a call says so.</summary>
/// <remarks>
/// As in .NET Interactive: the most derived type wins over its bases and these over interfaces; a formatter for a type
/// other than HTML or text is used only where it is preferred or asked for. Unlike it, a value without a formatter is
/// plain text, not an HTML tree of its properties.
/// </remarks>
internal sealed class FormatterRegistry
{
    private readonly Dictionary<(Type Type, string MimeType), Action<object, TextWriter>> _formatters = [];
    private readonly Dictionary<Type, string[]> _preferred = [];
    private readonly Lock _changing = new();

    public void Register(Type type, string mimeType, Action<object, TextWriter> write)
    {
        lock (_changing) _formatters[(type, mimeType)] = write;
    }

    public void Prefer(Type type, string[] mimeTypes)
    {
        lock (_changing) _preferred[type] = mimeTypes;
    }

    /// <summary>The value in each of the MIME types; in the preferred ones of its type if none is named.</summary>
    public IReadOnlyList<FormattedValue> Format(object? value, IReadOnlyList<string> mimeTypes)
    {
        if (value is null) return [new FormattedValue(PlainTextFormatter.MimeType, "<null>")];
        if (value is HtmlContent html) return [new FormattedValue(HtmlFormatter.MimeType, html.ToString())];
        lock (_changing)
        {
            Type[] types = [.. TypesOf(value.GetType())];
            if (mimeTypes.Count == 0) mimeTypes = PreferredOf(types);
            return [.. mimeTypes.Select(mimeType => new FormattedValue(mimeType, Write(value, types, mimeType)))];
        }
    }

    private string[] PreferredOf(Type[] types)
    {
        string[]? preferred = types.Select(type => _preferred.GetValueOrDefault(type)).FirstOrDefault(p => p is not null);
        if (preferred is not null) return preferred;
        bool hasHtml = types.Any(type => _formatters.ContainsKey((type, HtmlFormatter.MimeType)));
        return [hasHtml ? HtmlFormatter.MimeType : PlainTextFormatter.MimeType];
    }

    private string Write(object value, Type[] types, string mimeType)
    {
        Action<object, TextWriter>? write =
            types.Select(type => _formatters.GetValueOrDefault((type, mimeType))).FirstOrDefault(w => w is not null);
        if (write is null)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            return mimeType switch
            {
                PlainTextFormatter.MimeType => text,
                HtmlFormatter.MimeType => $"<pre>{WebUtility.HtmlEncode(text)}</pre>",
                _ => throw new InvalidOperationException(
                    $"{value.GetType()} has no formatter for '{mimeType}'; call Formatter.Register first."),
            };
        }

        var writer = new StringWriter(CultureInfo.InvariantCulture);
        write(value, writer);
        return writer.ToString();
    }

    private static IEnumerable<Type> TypesOf(Type type)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType) yield return t;
        foreach (Type implemented in type.GetInterfaces()) yield return implemented;
        yield return typeof(object);
    }
}
