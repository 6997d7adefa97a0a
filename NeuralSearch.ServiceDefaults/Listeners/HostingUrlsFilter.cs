using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// Forgets the addresses that the framework took from ASPNETCORE_URLS and its like. The server would not use them, but
/// it would warn about them, and a launch profile that sets them is not the reader's mistake. A startup filter runs
/// after the addresses are set and before the server starts.
/// </summary>
internal sealed class HostingUrlsFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.ServerFeatures.Get<IServerAddressesFeature>()?.Addresses.Clear();
        next(app);
    };
}
