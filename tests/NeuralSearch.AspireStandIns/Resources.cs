using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting
{
    public sealed class ConnectionStringResource(string name, string expression)
        : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
    {
        /// <summary>Recorded: the expression with its references in braces.</summary>
        public string ValueExpression { get; } = expression;
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A resource, and what was said of it.</summary>
    public abstract class Resource(string name) : IResource
    {
        public string Name { get; } = name;

        public Dictionary<string, string> Environment { get; } = [];

        public Dictionary<string, RecordedEndpoint> Endpoints { get; } = [];

        public List<string> Arguments { get; } = [];

        public List<string> References { get; } = [];

        public List<string> Waits { get; } = [];

        public List<string> WaitsForStart { get; } = [];

        public List<string> HealthChecks { get; } = [];

        public Dictionary<string, string> Volumes { get; } = [];

        public int Replicas { get; set; } = 1;

        public bool IsExternal { get; set; }

        public string? Image { get; set; }

        public Type? Project { get; set; }
    }

    public sealed record RecordedEndpoint(string Scheme, int? Port, int? TargetPort, string? Variable);

    public class ContainerResource(string name)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport;

    public class ProjectResource(string name)
        : Resource(name),
            IResourceWithEnvironment,
            IResourceWithArgs,
            IResourceWithServiceDiscovery,
            IResourceWithWaitSupport;

    public class ParameterResource(string name, bool secret)
        : Resource(name), IValueProvider, IManifestExpressionProvider
    {
        public bool Secret { get; } = secret;

        public GenerateParameterDefault? Default { get; set; }

        public bool IsPersisted { get; set; }

        public string ValueExpression => $"{{{Name}.value}}";
    }

    public abstract class ParameterDefault;

    public sealed class GenerateParameterDefault : ParameterDefault
    {
        public int MinLength { get; set; }

        public bool Special { get; set; } = true;
    }

    public class EndpointReference(IResource owner, string endpointName) : IValueProvider, IManifestExpressionProvider
    {
        public IResource Resource { get; } = owner;

        public string EndpointName { get; } = endpointName;

        public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";
    }
}
