using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace NeuralSearch.AppHost.Orchestration;

/// <summary>What all services have in common.</summary>
internal static class ServiceExtensions
{
    public const string ApiKeyVariable = "NeuralSearch__Auth__ApiKey";

    /// <summary>
    /// Where a published service keeps its data. A volume belongs at /home/app (deploy/ mounts one): that folder is in
    /// the image and owned by its user, which a new volume takes over.
    /// </summary>
    public const string PublishedDataPath = "/home/app/data";

    private const int KeyLength = 32;

    /// <summary>A secret parameter that makes itself up at the first run and is kept in the user secrets.</summary>
    public static IResourceBuilder<ParameterResource> AddSecret(
        this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(
            name,
            // Letters and digits only, for it becomes part of a connection string.
            new GenerateParameterDefault { MinLength = KeyLength, Special = false },
            secret: true,
            persist: true);

    /// <summary>
    /// A service with its two ports. Run, it listens on loopback without a key, and the proxy holds the ports.
    /// Published, it listens on every address of its container, on the same ports, and asks for the key.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        int http,
        int? grpc,
        IResourceBuilder<ParameterResource> apiKey)
        where TProject : IProjectMetadata, new()
    {
        bool isPublished = builder.ExecutionContext.IsPublishMode;
        var service = builder.AddProject<TProject>(name, launchProfileName: null)
            .WithHttpEndpoint(
                port: http, targetPort: isPublished ? http : null, name: "http", env: "NeuralSearch__Http__Port")
            .WithHttpHealthCheck("/readyz", endpointName: "http");
        if (grpc is not null)
        {
            service.WithEndpoint(
                port: grpc,
                targetPort: isPublished ? grpc : null,
                scheme: "http",
                name: "grpc",
                env: "NeuralSearch__Grpc__Port");
        }

        if (isPublished)
        {
            service.WithEnvironment("NeuralSearch__Listen", "*")
                .WithEnvironment(ApiKeyVariable, apiKey)
                .WithEnvironment("NeuralSearch__Shutdown__Delay", "00:00:05");
        }

        return service;
    }

    /// <summary>The folder of a service that keeps data.</summary>
    public static IResourceBuilder<ProjectResource> WithDataFolder(
        this IResourceBuilder<ProjectResource> service, string folder) =>
        service.WithEnvironment(
            "NeuralSearch__DataPath",
            service.ApplicationBuilder.ExecutionContext.IsPublishMode ? PublishedDataPath : folder);

    /// <summary>Whether and how much of the film sample the first start loads.</summary>
    public static IResourceBuilder<ProjectResource> WithSample(
        this IResourceBuilder<ProjectResource> service, AppHostSettings settings) => settings.SampleLimit switch
        {
            null => service,
            AppHostSettings.NoSample => service.WithEnvironment("NeuralSearch__Sample__Enabled", "false"),
            { } limit => service.WithEnvironment(
                "NeuralSearch__Sample__Limit", limit.ToString(CultureInfo.InvariantCulture)),
        };
}
