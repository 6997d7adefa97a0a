using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Record(resource => resource.Environment[name] = value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment =>
        builder.Record(resource => resource.Environment[name] = parameter.Resource.ValueExpression);

    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        // Aspire refuses at its start: the proxy holds the port, so the process cannot have the same one.
        if (builder.Resource is ProjectResource && port is not null && port == targetPort && isProxied != false
            && !builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
            throw new InvalidOperationException($"The proxied endpoint '{name}' has {port} as port and target port.");

        return builder.Record(resource =>
        {
            resource.Endpoints.Add(name!, new RecordedEndpoint(scheme ?? "tcp", port, targetPort, env));
            if (env is not null)
                resource.Environment[env] = targetPort?.ToString(CultureInfo.InvariantCulture) ?? "{assigned}";
        });
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name ?? "http", env, isProxied);

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints => builder.Record(resource => resource.IsExternal = true);

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.Record(resource =>
        {
            if (!resource.Endpoints.ContainsKey(endpointName ?? "http"))
                throw new InvalidOperationException($"'{resource.Name}' has no endpoint '{endpointName}'.");
            resource.HealthChecks.Add(path ?? "/");
        });

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params object[] args)
        where T : IResourceWithArgs =>
        builder.Record(resource => resource.Arguments.AddRange(args.Select(x => $"{x}")));

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.Record(resource => resource.Arguments.AddRange(args));

    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Record(resource => resource.Waits.Add(dependency.Resource.Name));

    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.Record(resource => resource.WaitsForStart.Add(dependency.Resource.Name));

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment => builder.Record(resource =>
        {
            resource.References.Add(source.Resource.Name);
            resource.Environment[$"ConnectionStrings__{connectionName ?? source.Resource.Name}"] =
                source.Resource.ValueExpression;
        });

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.Record(resource =>
        {
            resource.References.Add(source.Resource.Name);
            foreach (string endpoint in ((Resource)(IResource)source.Resource).Endpoints.Keys)
            {
                resource.Environment[$"services__{source.Resource.Name}__{endpoint}__0"] =
                    source.GetEndpoint(endpoint).ValueExpression;
            }
        });

    private static IResourceBuilder<T> Record<T>(this IResourceBuilder<T> builder, Action<Resource> record)
        where T : IResource
    {
        record((Resource)(IResource)builder.Resource);
        return builder;
    }
}
