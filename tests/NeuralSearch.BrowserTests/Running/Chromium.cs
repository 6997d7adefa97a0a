using Microsoft.Playwright;

namespace NeuralSearch.BrowserTests.Running;

/// <summary>A Chromium that is installed on this machine; none is ever downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] KnownPaths =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    // From the third on they keep the browser from talking to anybody on its own account.
    private static readonly string[] Flags =
    [
        "--disable-gpu", "--no-first-run",
        "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps",
    ];

    /// <summary>The executable: <c>CHROMIUM_PATH</c> if set, else in a usual place; null where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } configured
        ? configured
        : KnownPaths.FirstOrDefault(File.Exists);

    /// <summary>Starts the browser without a window; the only host it can reach is the server's.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string executablePath, Uri server)
    {
        List<string> arguments = [.. Flags, $"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {server.Host}"];
        if (Environment.UserName == "root") arguments.Add("--no-sandbox");
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = executablePath, Args = arguments });
    }
}
