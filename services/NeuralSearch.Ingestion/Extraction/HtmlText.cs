using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Reads HTML token by token and keeps what a reader would read. There is no tree: the tokens (AngleSharp's, by the
/// HTML standard) are read in linear time whatever the input is, where a tree of millions of nested elements costs
/// gigabytes, the square of its depth in time, and the stack of whoever walks it. Not thread-safe.
/// </summary>
internal sealed class HtmlText
{
    private readonly OpenElements _open = new();
    private readonly BlockText _all = new();
    private readonly BlockText _main = new();
    private readonly BlockText _title = new();
    private readonly BlockText _heading = new();
    private string? _url;
    private RawText _raw;
    private bool _isInHeading;
    private bool _hasHeading;

    /// <summary>The text whose element the tokenizer reads as characters, whatever they are.</summary>
    private enum RawText
    {
        None,
        Title,
        Skipped,
    }

    /// <summary>What a reader sees is in the main part if the document has one, else all but what frames it.</summary>
    private BlockText Target => _open.IsInMain ? _main : _all;

    public static ExtractedDocument Read(string html)
    {
        HtmlText text = new();
        text.ReadTokens(html);
        string title = (text._title.IsEmpty ? text._heading : text._title).ToString();
        return new ExtractedDocument
        {
            Title = title.Length == 0 ? null : title,
            Text = (text._main.IsEmpty ? text._all : text._main).ToString(),
            Url = text._url,
        };
    }

    private void ReadTokens(string html)
    {
        using TextSource source = new(html);
        using HtmlTokenizer tokenizer = new(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            SkipProcessingInstructions = true,
            DisableElementPositionTracking = true,
        };
        while (tokenizer.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            switch (token)
            {
                case HtmlTagToken { Type: HtmlTokenType.StartTag } tag:
                    Start(tag, tokenizer);
                    break;
                case HtmlTagToken { Type: HtmlTokenType.EndTag } tag:
                    End(tag.Name);
                    break;
                case { Type: HtmlTokenType.Character }:
                    AddText(token.Data);
                    break;
            }
        }
    }

    private void Start(HtmlTagToken tag, HtmlTokenizer tokenizer)
    {
        string name = tag.Name;
        if (HtmlElements.ParseModeOf(name) is { } mode)
        {
            // In a drawing a slash ends the element, and nothing of it is read as characters.
            if (tag.IsSelfClosing && _open.IsSkipping)
                return;
            tokenizer.State = mode;
            // The title of the document and not of a drawing in it.
            _raw = name == "title" && !_open.IsSkipping && _title.IsEmpty ? RawText.Title : RawText.Skipped;
            return;
        }

        if (!_open.IsSkipping)
            StartVisible(name, tag);
        _open.Start(name, IsHidden(tag), tag.IsSelfClosing);
    }

    private void StartVisible(string name, HtmlTagToken tag)
    {
        switch (name)
        {
            case "br":
                Target.Line();
                break;
            case "li":
                Target.Marker("•");
                break;
            case "td" or "th":
                Target.Cell();
                break;
            case "img":
                Target.Inline(tag.GetAttribute("alt"));
                break;
            case "link" when tag.GetAttribute("rel").Equals("canonical", StringComparison.OrdinalIgnoreCase):
                _url ??= WebAddress(tag.GetAttribute("href"));
                break;
            case "meta" when tag.GetAttribute("property").Equals("og:url", StringComparison.OrdinalIgnoreCase):
                _url ??= WebAddress(tag.GetAttribute("content"));
                break;
            default:
                Break(name);
                break;
        }

        if (name == "h1" && !_hasHeading)
            _isInHeading = true;
    }

    private void End(string name)
    {
        if (_raw != RawText.None && HtmlElements.ParseModeOf(name) is not null)
        {
            _raw = RawText.None;
            return;
        }

        if (name == "h1" && _isInHeading)
            (_isInHeading, _hasHeading) = (false, !_heading.IsEmpty);
        if (!_open.IsSkipping)
            Break(name);
        _open.End(name);
    }

    private void Break(string name)
    {
        if (HtmlElements.IsParagraph(name))
            Target.Paragraph();
        else if (HtmlElements.IsLine(name))
            Target.Line();
    }

    private void AddText(string data)
    {
        if (_raw == RawText.Title)
            _title.Inline(data);
        if (_raw != RawText.None || _open.IsSkipping)
            return;
        if (_open.IsPreformatted)
            Target.Verbatim(data);
        else
            Target.Inline(data);
        if (_isInHeading)
            _heading.Inline(data);
    }

    private static bool IsHidden(HtmlTagToken tag)
    {
        foreach (HtmlAttributeToken attribute in tag.Attributes)
        {
            if (attribute.Name == "hidden" || (attribute.Name == "aria-hidden" && attribute.Value == "true"))
                return true;
        }

        return false;
    }

    private static string? WebAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? value : null;
}
