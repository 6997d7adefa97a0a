using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using NeuralSearch.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class ConnectionTests(BrowserFixture fixture) : PageTests(fixture)
{
    private ILocator Banner => Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The server does not answer" });

    [Fact]
    public async Task A_lost_connection_keeps_the_results_and_recovers_by_itself()
    {
        ExpectsFailedRequests = true;
        await OpenAsync("dinosaurs brought back to life in a park");
        var before = await TitlesAsync();
        await Page.RouteAsync("**/*", route => route.AbortAsync());

        await Box.FillAsync("cowboys of the old west");
        await Expect(Banner).ToBeVisibleAsync();
        Assert.Equal(before, await TitlesAsync());

        await Page.UnrouteAllAsync();
        await Expect(Banner).ToBeHiddenAsync();
        await Expect(Titles.First).Not.ToHaveTextAsync(before[0]);
    }

    [Fact]
    public async Task Try_now_does_not_wait_for_the_next_try()
    {
        ExpectsFailedRequests = true;
        await Page.Clock.InstallAsync();
        await OpenAsync("dinosaurs brought back to life in a park");
        await Page.RouteAsync("**/*", route => route.AbortAsync());
        await Box.FillAsync("cowboys of the old west");
        await Page.Clock.RunForAsync(200);
        await Expect(Banner).ToBeVisibleAsync();

        await Page.UnrouteAllAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();

        await Expect(Banner).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_search_that_took_too_long_is_a_problem_and_not_a_lost_connection()
    {
        ExpectsFailedRequests = true;
        await AnswerAsync("v1/search", new { title = "Too slow", detail = "No answer within 5 s." }, status: 504);
        await OpenAsync();

        await Box.FillAsync("anything");

        await Expect(Page.GetByText("No answer within 5 s.")).ToBeVisibleAsync();
        await Expect(Page.Locator("#connection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_ready_yet_is_waited_for()
    {
        ExpectsFailedRequests = true;
        await AnswerAsync("v1/collections", new { title = "Starting" }, status: 503);
        await AnswerAsync("readyz", new { }, status: 503);
        await Page.GotoAsync(Address.ToString());
        await Expect(Page.GetByText("The server is not ready.")).ToBeVisibleAsync();

        await Page.UnrouteAllAsync();

        await Expect(Page.GetByText("Describe a film in your own words.")).ToBeVisibleAsync();
        await Expect(Page.Locator("#connection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_server_that_stops_and_starts_again_is_found_again()
    {
        if (!BrowserFixture.OwnsServer) Assert.Skip("NEURALSEARCH_URL names a server that is not the tests' to stop.");
        ExpectsFailedRequests = true;
        using var data = new TemporaryFolder();
        await using var server = await StandaloneProcess.StartAsync(data.Path, "--no-sample");
        using (var api = new SearchApi(server.Address))
            await api.IngestAsync(BrowserFixture.Films, FilmSample.FirstLines(30), Cancellation);
        Address = server.Address;
        await OpenAsync("a monster in the laboratory");
        var before = await TitlesAsync();

        await server.KillAsync();
        await Box.FillAsync("soldiers on a mission");
        await Expect(Banner).ToBeVisibleAsync();
        Assert.Equal(before, await TitlesAsync());

        await using var again = StandaloneProcess.Launch(
            data.Path, ["--no-sample"], httpPort: server.HttpPort, grpcPort: server.GrpcPort);
        await again.WaitUntilReadyAsync();
        await Expect(Banner).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(Titles.First).Not.ToHaveTextAsync(before[0]);
    }
}
