using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>What the names of HTML elements mean for the text of a document.</summary>
internal static class HtmlElements
{
    /// <summary>Nothing in them is the text of the document, wherever they stand.</summary>
    private static readonly FrozenSet<string> Skipped = FrozenSet.ToFrozenSet(
    [
        "nav", "noscript", "template", "svg", "math", "object", "canvas", "audio", "video", "select", "datalist",
        "button", "dialog", "menu",
    ]);

    /// <summary>They frame the text, unless they stand inside the main part of a document.</summary>
    private static readonly FrozenSet<string> Frames = FrozenSet.ToFrozenSet(["footer", "aside"]);

    private static readonly FrozenSet<string> Main = FrozenSet.ToFrozenSet(["main", "article"]);

    private static readonly FrozenSet<string> Paragraphs = FrozenSet.ToFrozenSet(
    [
        "address", "article", "aside", "blockquote", "body", "details", "dl", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "ol", "p", "pre", "section",
        "summary", "table", "ul",
    ]);

    private static readonly FrozenSet<string> Lines = FrozenSet.ToFrozenSet(
        ["caption", "center", "dd", "div", "dt", "legend", "li", "option", "tbody", "tfoot", "thead", "tr"]);

    private static readonly FrozenSet<string> Void = FrozenSet.ToFrozenSet(
    [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]);

    /// <summary>
    /// Elements whose end tags are mostly left out: open ones of them say nothing about what follows.
    /// </summary>
    private static readonly FrozenSet<string> WithoutEnd = FrozenSet.ToFrozenSet(
        ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "body"]);

    public static bool IsSkipped(string name, bool isInMain) =>
        Skipped.Contains(name) || (!isInMain && Frames.Contains(name));

    public static bool IsMain(string name) => Main.Contains(name);

    public static bool IsPreformatted(string name) => name is "pre" or "listing";

    public static bool IsParagraph(string name) => Paragraphs.Contains(name);

    public static bool IsLine(string name) => Lines.Contains(name);

    public static bool IsVoid(string name) => Void.Contains(name);

    public static bool EndsByItself(string name) => WithoutEnd.Contains(name);

    /// <summary>How the tokenizer has to read the content of the element; null if as usual.</summary>
    public static HtmlParseMode? ParseModeOf(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "title" or "textarea" => HtmlParseMode.RCData,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => null,
    };
}
