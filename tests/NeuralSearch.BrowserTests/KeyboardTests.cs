using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class KeyboardTests(BrowserFixture fixture) : PageTests(fixture)
{
    [Fact]
    public async Task A_journey_needs_no_mouse()
    {
        await OpenAsync();
        await Page.EvaluateAsync("() => document.activeElement.blur()");

        await Page.Keyboard.PressAsync("/");
        await Expect(Box).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("dinosaurs brought back to life in a park");
        await Expect(Results.First).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Titles.Nth(0)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("j");
        await Expect(Titles.Nth(1)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("k");
        await Expect(Titles.Nth(0)).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("d");
        await Expect(Results.First.Locator(".fields")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Box).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Escape");
        await Expect(Box).ToHaveValueAsync("");
        await Expect(Results).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Enter_opens_the_address_of_a_result_beside_the_page()
    {
        await OpenAsync("dinosaurs brought back to life in a park");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Titles.First).ToBeFocusedAsync();
        var address = await Titles.First.GetAttributeAsync("href");

        var asked = new TaskCompletionSource<IRequest>();
        Page.Context.Request += (_, request) => asked.TrySetResult(request);
        await Page.RunAndWaitForPopupAsync(() => Page.Keyboard.PressAsync("Enter"));

        var request = await asked.Task.WaitAsync(Cancellation);
        Assert.Equal(address, request.Url);
        Assert.False(request.Headers.ContainsKey("referer"));
    }

    [Fact]
    public async Task Moving_past_the_last_result_loads_more()
    {
        await OpenAsync("a comedy about a family");
        await Expect(Results).ToHaveCountAsync(10);

        for (var step = 0; step < 10; step++) await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Titles.Nth(9)).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowDown");

        await Expect(Results).ToHaveCountAsync(20);
        await Expect(Titles.Nth(10)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Focus_is_visible_and_follows_the_order_of_the_page()
    {
        await OpenAsync("a comedy about a family");
        await Page.Locator(".skip").FocusAsync();

        var visited = new List<string>();
        for (var step = 0; step < 5; step++)
        {
            await Page.Keyboard.PressAsync("Tab");
            visited.Add(await Page.EvaluateAsync<string>(
                "() => document.activeElement.id || document.activeElement.className"));
            var isVisible = await Page.EvaluateAsync<bool>("""
                () => {
                  const element = document.activeElement;
                  return getComputedStyle(element).outlineStyle !== 'none' || element.id === 'query';
                }
                """);
            Assert.True(isVisible, $"{visited[^1]} has the focus, but nothing shows it.");
        }

        Assert.Equal(["wordmark", "collection", "add", "query", "open"], visited);
    }
}
