namespace NeuralSearch.ServiceDefaults.Auth;

/// <summary>Who may use the service.</summary>
public sealed class AuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Auth";

    /// <summary>
    /// The key that every request must bring, as <c>api-key</c> or <c>Authorization: Bearer</c>; empty: no key is asked
    /// for, and only this machine may reach the listeners.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>Whether a key is asked for.</summary>
    public bool IsOn => !string.IsNullOrEmpty(ApiKey);
}
