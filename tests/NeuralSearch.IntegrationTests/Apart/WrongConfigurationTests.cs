using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>A service that cannot start as it was configured says so in a sentence, and never by a stack.</summary>
public sealed class WrongConfigurationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Query", "services__embedding__grpc__0", "garbage", "services:embedding:grpc:0 is 'garbage'")]
    [InlineData("Query", "services__ingestion__http__0", "garbage", "services:ingestion:http:0 is 'garbage'")]
    [InlineData("Ingestion", "services__embedding__grpc__0", "garbage", "services:embedding:grpc:0 is 'garbage'")]
    [InlineData("Query", "ConnectionStrings__vectors", "Endpoint=,", "ConnectionStrings:vectors")]
    [InlineData("Ingestion", "NeuralSearch__DataPath", " ", "NeuralSearch:DataPath is empty")]
    [InlineData("Embedding", "NeuralSearch__Http__Port", "many", "'many' at 'NeuralSearch:Http:Port'")]
    [InlineData("Embedding", "NeuralSearch__Shutdown__Delay", "soon", "'soon' at 'NeuralSearch:Shutdown:Delay'")]
    [InlineData("Embedding", "NeuralSearch__Shutdown__Delay", "5", "NeuralSearch:Shutdown:Delay is '5.00:00:00'")]
    [InlineData("Embedding", "NeuralSearch__Limits__MaxConnections", "0", "NeuralSearch:Limits:MaxConnections is '0'")]
    [InlineData("VectorNode", "NeuralSearch__Memory", "lots", "NeuralSearch:Memory is 'lots': allowed is a number")]
    public async Task A_wrong_setting_is_named(string service, string variable, string value, string words)
    {
        (int http, int grpc) = FreePorts.TakeTwo();
        var environment = new Dictionary<string, string?>
        {
            ["NeuralSearch__Http__Port"] = $"{http}",
            ["NeuralSearch__Grpc__Port"] = service == "Ingestion" ? null : $"{grpc}",
            [variable] = value,
        };

        await AssertRefusedAsync(service, [], environment, exitCode: 1, words);
    }

    [Fact]
    public async Task Several_wrong_settings_are_all_named()
    {
        (int http, int grpc) = FreePorts.TakeTwo();
        var environment = new Dictionary<string, string?>
        {
            ["NeuralSearch__Http__Port"] = $"{http}",
            ["NeuralSearch__Grpc__Port"] = $"{grpc}",
            ["services__embedding__grpc__0"] = "garbage",
            ["ConnectionStrings__vectors"] = "garbage",
        };

        await AssertRefusedAsync(
            "Query", [], environment, exitCode: 1, "services:embedding:grpc:0", "ConnectionStrings:vectors");
    }

    [Theory]
    [InlineData("Embedding", "--http-port", "many", "--http-port is 'many'")]
    [InlineData("Embedding", "--frobnicate", "now", "--frobnicate")]
    [InlineData("Embedding", "--memory", "2GB", "--memory")]
    [InlineData("VectorNode", "--memory", "lots", "--memory is 'lots'; allowed is a number of bytes")]
    public async Task A_wrong_command_line_is_refused_in_words(
        string service, string option, string value, string words) =>
        await AssertRefusedAsync(service, [option, value], new Dictionary<string, string?>(), exitCode: 2, words);

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named_with_its_option()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Combine("file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await AssertRefusedAsync(
            "VectorNode", ["--data", file], new Dictionary<string, string?>(), exitCode: 1, file, "--data DIR");
    }

    private static async Task AssertRefusedAsync(
        string service, string[] arguments, Dictionary<string, string?> environment, int exitCode,
        params string[] words)
    {
        using var folder = new TemporaryFolder();
        environment.TryAdd("NeuralSearch__DataPath", folder.Path);
        await using ChildProcess process = ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, $"NeuralSearch.{service}.dll"), .. arguments],
            environment: environment);

        int code = await process.WaitForExitAsync(Limit);

        Assert.True(code == exitCode, process.Describe());
        Assert.All(words, word => Assert.Contains(word, process.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Error + process.Output, StringComparison.Ordinal);
    }
}
