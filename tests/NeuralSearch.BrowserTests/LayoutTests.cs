using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class LayoutTests(BrowserFixture fixture) : PageTests(fixture)
{
    private const string Query = "a comedy about a family";

    // Relative luminance and contrast of WCAG 2.2; the background is that of the nearest ancestor that has one.
    private const string LowContrasts = """
        () => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const luminance = (color) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
              const channel = value / 255;
              return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const background = (element) => {
            const color = getComputedStyle(element).backgroundColor;
            return color === 'rgba(0, 0, 0, 0)' && element.parentElement ? background(element.parentElement) : color;
          };
          const texts = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility()
            && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== ''));
          return texts.map((element) => {
            const [a, b] = [luminance(getComputedStyle(element).color), luminance(background(element))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return { element: element.className || element.tagName, ratio };
          }).filter(({ ratio }) => ratio < 4.5).map(({ element, ratio }) => `${element} ${ratio.toFixed(2)}`);
        }
        """;

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Nothing_scrolls_sideways(int width)
    {
        await NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 800 } });

        await OpenAsync(Query);
        await Results.First.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();

        var overflow = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than its {width}.");
    }

    [Fact]
    public async Task On_a_phone_the_filters_open_by_a_button()
    {
        await NewPageAsync(new() { ViewportSize = new() { Width = 360, Height = 740 } });
        await OpenAsync(Query);
        var year = Page.GetByLabel("year from");
        await Expect(year).ToBeHiddenAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();

        await Expect(year).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_has_enough_contrast_in_both_schemes(ColorScheme scheme)
    {
        await NewPageAsync(new() { ColorScheme = scheme });

        await OpenAsync(Query);
        await Page.Locator(".choices button").First.ClickAsync();
        await Expect(Page.Locator("#active-filters .chip")).ToHaveCountAsync(1);

        Assert.Empty(await Page.EvaluateAsync<string[]>(LowContrasts));
    }

    [Fact]
    public async Task The_dark_scheme_is_dark()
    {
        await NewPageAsync(new() { ColorScheme = ColorScheme.Dark });

        await OpenAsync();

        var background = await Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        var channels = background[4..^1].Split(',').Select(int.Parse);
        Assert.All(channels, channel => Assert.InRange(channel, 0, 40));
    }

    [Fact]
    public async Task Reduced_motion_stops_every_animation()
    {
        await NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        await OpenAsync(Query);

        var moving = await Page.EvaluateAsync<int>("""
            () => [...document.querySelectorAll('*')].filter((element) => {
              const style = getComputedStyle(element);
              return style.animationName !== 'none' || style.transitionDuration !== '0s';
            }).length
            """);
        Assert.Equal(0, moving);
    }
}
