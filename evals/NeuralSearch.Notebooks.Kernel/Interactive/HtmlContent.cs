namespace Microsoft.DotNet.Interactive;

/// <summary>Markup; ASP.NET Core's IHtmlContent in .NET Interactive, where cells do not name the type either.</summary>
public sealed class HtmlContent
{
    private readonly string _markup;

    internal HtmlContent(string markup) => _markup = markup;

    /// <summary>The markup.</summary>
    public override string ToString() => _markup;
}
