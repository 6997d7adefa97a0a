using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>
/// A service as a process: its command line, its configuration, its start and its end. A <c>Program.cs</c> makes one,
/// adds its services to <see cref="Builder"/>, and runs it with its endpoints.
/// </summary>
public sealed class ServiceHost
{
    private const string ConfigurationBinder = "Microsoft.Extensions.Configuration.Binder";

    private readonly ParseResult _parsed;
    private bool _isAsked;

    /// <summary>Reads the command line and adds the defaults of every service.</summary>
    public ServiceHost(string[] args, ServiceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var arguments = new ServiceArguments(profile);
        var root = new RootCommand(profile.Description);
        arguments.AddTo(root);
        root.SetAction(_ => _isAsked = true);
        _parsed = root.Parse(args);
        // A wrong command line has no values; what is wrong is told when it runs.
        Builder = CreateBuilder(profile, _parsed.Errors.Count > 0 ? [] : arguments.ToConfiguration(_parsed));
    }

    /// <summary>The application that is being composed.</summary>
    public WebApplicationBuilder Builder { get; }

    /// <summary>Serves until a signal stops it.</summary>
    /// <param name="map">Maps the endpoints of the service.</param>
    /// <returns>0 after a stop or a help text, 1 when it could not start, 2 when the command line is wrong.</returns>
    public async Task<int> RunAsync(Action<WebApplication> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        // The host handles signals; the parser's own handler would end the process after two seconds.
        int code = await _parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        if (_parsed.Errors.Count > 0) return 2;
        return _isAsked ? await RunAsync(() => Build(Builder, map), CancellationToken.None) : code;
    }

    /// <summary>
    /// An application with the defaults of every service. Defaults of the profile give way to the environment, and that
    /// to <paramref name="overrides"/>.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(
        ServiceProfile profile, IReadOnlyDictionary<string, string?> overrides)
    {
        ArgumentNullException.ThrowIfNull(profile);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults(profile) });
        builder.Configuration.AddInMemoryCollection(overrides);
        builder.Services.AddSingleton(profile);
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = PlainFormatter.FormatterName);
        builder.AddServiceDefaults();
        AddShutdown(builder);
        builder.Services.AddHostedService<ReadyAnnouncement>();
        return builder;
    }

    /// <summary>Builds the application: the defaults first, which see every request, then the service's own.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(map);
        if (builder.Configuration[ServiceKeys.DataPath] is { } data) PrepareDataFolder(builder.Configuration, data);
        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        return app;
    }

    /// <summary>Runs an application; what keeps it from starting is told in a sentence on standard error.</summary>
    /// <returns>0 after a stop, 1 when it could not start or a part of it failed.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await using WebApplication app = build();
            BackgroundService[] background =
                [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            await app.RunAsync(cancellationToken);

            // One that failed has stopped the host, and logged why.
            return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StartRefusedException
            or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"neuralsearch: {error.Message}");
            return 1;
        }
        catch (InvalidOperationException error) when (error.Source == ConfigurationBinder)
        {
            // "Failed to convert configuration value 'abc' at 'NeuralSearch:Http:Port' to type 'System.Int32'."
            await Console.Error.WriteLineAsync($"neuralsearch: {error.Message}");
            return 1;
        }
        catch (AggregateException errors) when (
            errors.InnerExceptions.All(error => error is OptionsValidationException))
        {
            foreach (Exception error in errors.InnerExceptions)
                await Console.Error.WriteLineAsync($"neuralsearch: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static Dictionary<string, string?> Defaults(ServiceProfile profile)
    {
        var defaults = new Dictionary<string, string?> { [ServiceKeys.HttpPort] = $"{profile.HttpPort}" };
        if (profile.GrpcPort is { } port) defaults[ServiceKeys.GrpcPort] = $"{port}";
        if (profile.DataFolder is { } folder)
            defaults[ServiceKeys.DataPath] = Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                folder);
        return defaults;
    }

    /// <summary>Makes the path absolute, and the folder when it is missing.</summary>
    private static void PrepareDataFolder(ConfigurationManager configuration, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new StartRefusedException(
                $"{ServiceKeys.DataPath} is empty; set it to a folder, or remove it for the default.");
        path = Path.GetFullPath(path);
        configuration[ServiceKeys.DataPath] = path;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The data folder {path} cannot be made: {error.Message} Choose another with --data DIR "
                + $"({ServiceKeys.DataPath}).", error);
        }
    }

    private static void AddShutdown(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ShutdownOptions>()
            .BindConfiguration(ShutdownOptions.Section)
            .ValidateAnnotations(ShutdownOptions.Section)
            .ValidateOnStart();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Delay + shutdown.Value.Drain);
        builder.Services.AddHostedService<ShutdownSequence>();
    }
}
