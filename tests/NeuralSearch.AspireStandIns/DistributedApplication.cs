using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public class DistributedApplication
{
    /// <summary>Recorded: what the last builder of this flow was made from.</summary>
    private static readonly AsyncLocal<Action<RecordingBuilder>?> Observer = new();

    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = new RecordingBuilder(isPublishMode: args.Contains("publish"), args);
        Observer.Value?.Invoke(builder);
        return builder;
    }

    public Task RunAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Shows a test the builders that are created by what it calls.</summary>
    public static void Observe(Action<RecordingBuilder> observer) => Observer.Value = observer;
}

public class DistributedApplicationExecutionContext(bool isPublishMode)
{
    public bool IsPublishMode { get; } = isPublishMode;
}

/// <summary>Keeps what is added to it.</summary>
public sealed class RecordingBuilder(bool isPublishMode, string[] args) : IDistributedApplicationBuilder
{
    public List<Resource> Resources { get; } = [];

    public string[] Args { get; } = args;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(isPublishMode);

    public DistributedApplication Build() => new();

    public IResourceBuilder<T> Add<T>(T resource)
        where T : Resource
    {
        if (Resources.Any(known => known.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"A resource with the name '{resource.Name}' exists already.");
        Resources.Add(resource);
        return new RecordedBuilder<T>(this, resource);
    }

    private sealed class RecordedBuilder<T>(IDistributedApplicationBuilder application, T resource)
        : IResourceBuilder<T>
        where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder { get; } = application;

        public T Resource { get; } = resource;
    }
}
