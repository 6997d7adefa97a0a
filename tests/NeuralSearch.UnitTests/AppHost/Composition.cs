using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using NeuralSearch.AppHost;
using NeuralSearch.AppHost.Containers;

namespace NeuralSearch.UnitTests.AppHost;

/// <summary>The resources that the AppHost adds, by name.</summary>
internal sealed class Composition
{
    public static readonly VectorsPlan InContainers = new(InContainers: true, "docker", "a test");
    public static readonly VectorsPlan InOwnNode = new(InContainers: false, null, "a test");

    private readonly RecordingBuilder _builder;

    private Composition(RecordingBuilder builder) => _builder = builder;

    public IEnumerable<Resource> All => _builder.Resources;

    public IEnumerable<ProjectResource> Services => All.OfType<ProjectResource>();

    public IEnumerable<ContainerResource> Containers => All.OfType<ContainerResource>();

    public IEnumerable<ParameterResource> Parameters => All.OfType<ParameterResource>();

    public Resource this[string name] => All.Single(resource => resource.Name == name);

    public static Composition Of(VectorsPlan plan, bool isPublished = false, AppHostSettings? settings = null)
    {
        var builder = new RecordingBuilder(isPublished, []);
        NeuralSearch.AppHost.AppHost.Compose(builder, settings ?? new AppHostSettings(), plan);
        return new Composition(builder);
    }
}
