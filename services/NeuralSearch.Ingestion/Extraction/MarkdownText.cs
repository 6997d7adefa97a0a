using System.Globalization;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// The text of a Markdown document without its markup. Recursive, which Markdig's limit of nesting makes safe. Not
/// thread-safe.
/// </summary>
internal sealed class MarkdownText
{
    private readonly BlockText _text = new();

    /// <summary>The first heading, of whatever level; null if there is none that says something.</summary>
    public string? FirstHeading { get; private set; }

    public override string ToString() => _text.ToString();

    public void Add(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                AddHeading(heading);
                break;
            case ListBlock list:
                AddList(list);
                break;
            case Table table:
                AddTable(table);
                break;
            case CodeBlock code:
                _text.Paragraph();
                _text.Verbatim(code.Lines.ToString());
                _text.Paragraph();
                break;
            case HtmlBlock html:
                _text.Paragraph();
                _text.Verbatim(HtmlText.Read(html.Lines.ToString()).Text);
                _text.Paragraph();
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock container:
                _text.Paragraph();
                foreach (Block child in container)
                    Add(child);
                _text.Paragraph();
                break;
            case LeafBlock leaf:
                _text.Paragraph();
                Add(leaf.Inline, _text);
                _text.Paragraph();
                break;
        }
    }

    private void AddHeading(HeadingBlock heading)
    {
        _text.Paragraph();
        Add(heading.Inline, _text);
        _text.Paragraph();
        if (FirstHeading is not null)
            return;
        BlockText title = new();
        Add(heading.Inline, title);
        FirstHeading = title.IsEmpty ? null : title.ToString();
    }

    private void AddList(ListBlock list)
    {
        _text.Paragraph();
        AddItems(list);
        _text.Paragraph();
    }

    private void AddItems(ListBlock list)
    {
        bool isCounted = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out int number);
        foreach (ListItemBlock item in list.OfType<ListItemBlock>())
        {
            _text.Marker(list.IsOrdered && isCounted
                ? string.Create(CultureInfo.InvariantCulture, $"{number++}{list.OrderedDelimiter}")
                : "•");
            foreach (Block child in item)
                AddItemPart(child, list.IsLoose);
        }
    }

    /// <summary>Items are lines, unless blank lines part them in the file as well.</summary>
    private void AddItemPart(Block part, bool isLoose)
    {
        if (isLoose || part is not (ParagraphBlock or ListBlock))
        {
            Add(part);
            return;
        }

        _text.Line();
        if (part is ListBlock inner)
            AddItems(inner);
        else
            Add(((ParagraphBlock)part).Inline, _text);
        _text.Line();
    }

    private void AddTable(Table table)
    {
        _text.Paragraph();
        foreach (TableRow row in table.OfType<TableRow>())
        {
            _text.Line();
            foreach (TableCell cell in row.OfType<TableCell>())
            {
                _text.Cell();
                foreach (LeafBlock leaf in cell.Descendants<LeafBlock>())
                    Add(leaf.Inline, _text);
            }
        }

        _text.Paragraph();
    }

    private static void Add(ContainerInline? container, BlockText text)
    {
        for (Inline? inline = container?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Inline(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Inline(code.ContentSpan);
                    break;
                case HtmlEntityInline entity:
                    text.Inline(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline address:
                    text.Inline(address.Url);
                    break;
                case LineBreakInline { IsHard: true }:
                    text.Line();
                    break;
                case LineBreakInline:
                    text.Inline(" ");
                    break;
                case HtmlInline html when html.Tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase):
                    text.Line();
                    break;
                case FootnoteLink:
                    break;
                case ContainerInline inner:
                    Add(inner, text);
                    break;
            }
        }
    }
}
