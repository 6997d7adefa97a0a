using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;

namespace NeuralSearch.BrowserTests;

/// <summary>The pictures of the README. <c>NEURALSEARCH_SCREENSHOTS</c> names the folder they are written to.</summary>
public sealed class ScreenshotTests(BrowserFixture fixture) : PageTests(fixture)
{
    [Theory]
    [InlineData("desktop-light", 1280, 860, ColorScheme.Light)]
    [InlineData("desktop-dark", 1280, 860, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    public async Task The_page_has_its_picture_taken(string name, int width, int height, ColorScheme scheme)
    {
        await NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            DeviceScaleFactor = 2,
        });
        await OpenAsync("creatures brought back to life by science");

        var folder = Environment.GetEnvironmentVariable("NEURALSEARCH_SCREENSHOTS");
        var picture = await Page.ScreenshotAsync(new()
        {
            Path = string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, $"{name}.png"),
            Animations = ScreenshotAnimations.Disabled,
        });

        Assert.NotEmpty(picture);
    }
}
