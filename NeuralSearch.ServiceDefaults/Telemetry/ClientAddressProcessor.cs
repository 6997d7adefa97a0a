using System.Diagnostics;
using OpenTelemetry;

namespace NeuralSearch.ServiceDefaults.Telemetry;

/// <summary>
/// Takes the address off the spans of calls to other services: its path may hold the id of a document. Which server was
/// called is in <c>server.address</c> and <c>server.port</c>, and what for in the server's own span.
/// </summary>
internal sealed class ClientAddressProcessor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data) => data.SetTag("url.full", null);
}
