using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting
{
    public interface IDistributedApplicationBuilder
    {
        DistributedApplicationExecutionContext ExecutionContext { get; }

        DistributedApplication Build();
    }

    public interface IProjectMetadata
    {
        string ProjectPath { get; }
    }

    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
}

namespace Aspire.Hosting.ApplicationModel
{
    public interface IResource
    {
        string Name { get; }
    }

    public interface IResourceBuilder<out T>
        where T : IResource
    {
        IDistributedApplicationBuilder ApplicationBuilder { get; }

        T Resource { get; }
    }

    public interface IResourceWithEnvironment : IResource;

    public interface IResourceWithArgs : IResource;

    public interface IResourceWithEndpoints : IResource;

    public interface IResourceWithWaitSupport : IResource;

    public interface IResourceWithConnectionString : IResource, IValueProvider, IManifestExpressionProvider;

    public interface IComputeEnvironmentResource : IResource;

    public interface IValueProvider;

    public interface IManifestExpressionProvider
    {
        string ValueExpression { get; }
    }
}
