namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// The open elements of a document that is read, as far as they say what its text is. An end tag also closes what was
/// left open inside its element, as in a browser. Bounded: elements beyond <see cref="MaxDepth"/> are not noted, their
/// text is taken as that of the last one noted. Not thread-safe.
/// </summary>
internal sealed class OpenElements
{
    /// <summary>Browsers stop at 512; no page that people read comes near.</summary>
    private const int MaxDepth = 512;

    private readonly List<Element> _elements = [];

    /// <summary>True where text is not part of the document.</summary>
    public bool IsSkipping => Top.IsSkipped;

    /// <summary>True in the main part of the document.</summary>
    public bool IsInMain => Top.IsInMain;

    /// <summary>True where spaces and line breaks are meant.</summary>
    public bool IsPreformatted => Top.IsPreformatted;

    private Element Top => _elements.Count > 0 ? _elements[^1] : default;

    public void Start(string name, bool isHidden, bool isSelfClosing)
    {
        if (HtmlElements.EndsByItself(name))
            CloseLike(name);
        // A slash ends an element only in drawings and formulas; elsewhere it is a habit without a meaning.
        bool isEmpty = HtmlElements.IsVoid(name) || (isSelfClosing && IsSkipping);
        // Without a meaning of its own it is noted only if it hides what is in it.
        bool isNoted = isHidden || !HtmlElements.EndsByItself(name);
        if (isEmpty || !isNoted || _elements.Count == MaxDepth)
            return;
        Element outer = Top;
        _elements.Add(new Element(
            name,
            outer.IsSkipped || isHidden || HtmlElements.IsSkipped(name, outer.IsInMain),
            outer.IsInMain || HtmlElements.IsMain(name),
            outer.IsPreformatted || HtmlElements.IsPreformatted(name)));
    }

    public void End(string name)
    {
        for (int i = _elements.Count - 1; i >= 0; i--)
        {
            if (_elements[i].Name == name)
            {
                _elements.RemoveRange(i, _elements.Count - i);
                return;
            }
        }
    }

    /// <summary>A paragraph ends where the next begins, a list item likewise.</summary>
    private void CloseLike(string name)
    {
        if (_elements.Count > 0 && Top.Name == name)
            _elements.RemoveAt(_elements.Count - 1);
    }

    private readonly record struct Element(string Name, bool IsSkipped, bool IsInMain, bool IsPreformatted);
}
