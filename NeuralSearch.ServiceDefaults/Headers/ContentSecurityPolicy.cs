namespace NeuralSearch.ServiceDefaults.Headers;

/// <summary>
/// What a page of ours may load: its own origin and nothing else. An endpoint that needs another policy sets the header
/// itself.
/// </summary>
public static class ContentSecurityPolicy
{
    /// <summary>
    /// Own files only; images may also be data URLs; no inline script or style, no framing, no forms elsewhere.
    /// </summary>
    public const string Strict =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";
}
