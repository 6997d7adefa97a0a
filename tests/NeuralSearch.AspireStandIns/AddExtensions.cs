using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker;

namespace Aspire.Hosting
{
    public static class ParameterResourceBuilderExtensions
    {
        public static IResourceBuilder<ParameterResource> AddParameter(
            this IDistributedApplicationBuilder builder,
            string name,
            ParameterDefault value,
            bool secret = false,
            bool persist = false) =>
            builder.Recording().Add(new ParameterResource(name, secret)
            {
                Default = (GenerateParameterDefault)value,
                IsPersisted = persist,
            });
    }

    public static class ConnectionStringBuilderExtensions
    {
        public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
            this IDistributedApplicationBuilder builder,
            string name,
            Action<ReferenceExpressionBuilder> connectionStringBuilder)
        {
            var expression = new ReferenceExpressionBuilder();
            connectionStringBuilder(expression);
            return builder.Recording().Add(new ConnectionStringResource(name, expression.ToString()));
        }
    }

    public static class ContainerResourceBuilderExtensions
    {
        public static IResourceBuilder<ContainerResource> AddContainer(
            this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
            builder.Recording().Add(new ContainerResource(name) { Image = $"{image}:{tag}" });

        public static IResourceBuilder<T> WithVolume<T>(
            this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
            where T : ContainerResource =>
            builder.Recorded(resource => resource.Volumes.Add(name!, target + (isReadOnly ? ":ro" : "")));
    }

    public static class ProjectResourceBuilderExtensions
    {
        public static IResourceBuilder<ProjectResource> AddProject<TProject>(
            this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
            where TProject : IProjectMetadata, new() =>
            builder.Recording().Add(new ProjectResource(name) { Project = typeof(TProject) });

        public static IResourceBuilder<ProjectResource> WithReplicas(
            this IResourceBuilder<ProjectResource> builder, int replicas) =>
            builder.Recorded(resource => resource.Replicas = replicas);
    }

    public static class DockerComposeEnvironmentExtensions
    {
        public static IResourceBuilder<DockerComposeEnvironmentResource> AddDockerComposeEnvironment(
            this IDistributedApplicationBuilder builder, string name) =>
            builder.Recording().Add(new DockerComposeEnvironmentResource(name));

        public static IResourceBuilder<DockerComposeEnvironmentResource> WithDashboard(
            this IResourceBuilder<DockerComposeEnvironmentResource> builder, bool enabled = true) =>
            builder.Recorded(resource => resource.HasDashboard = enabled);
    }

    internal static class RecordingExtensions
    {
        public static RecordingBuilder Recording(this IDistributedApplicationBuilder builder) =>
            (RecordingBuilder)builder;

        public static IResourceBuilder<T> Recorded<T>(this IResourceBuilder<T> builder, Action<T> record)
            where T : IResource
        {
            record(builder.Resource);
            return builder;
        }
    }
}

namespace Aspire.Hosting.Docker
{
    public class DockerComposeEnvironmentResource(string name) : Resource(name), IComputeEnvironmentResource
    {
        public bool HasDashboard { get; set; } = true;
    }
}
