using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>The packages of <c>js</c>: a schema validator and the schema of Compose.</summary>
internal static class NodeChecks
{
    public static readonly string Folder =
        Repository.Combine("tests", "NeuralSearch.UnitTests", "Deploy", "js");

    public static string PackageFile(params ReadOnlySpan<string> names)
    {
        string path = Path.Combine([Folder, "node_modules", .. names]);
        Assert.SkipUnless(
            File.Exists(path), $"'{path}' is not installed: npm ci --prefix tests/NeuralSearch.UnitTests/Deploy/js");
        return path;
    }

    /// <summary>Validates documents against a schema, or each against a definition of it.</summary>
    /// <returns>What is wrong with each; empty lists where nothing is.</returns>
    public static async Task<List<List<string>>> ValidateAsync(
        string schema, IEnumerable<(string? Definition, JsonNode Value)> documents)
    {
        PackageFile("ajv", "package.json");
        var start = new ProcessStartInfo("node", ["validate.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Start(start);
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> error = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(new JsonObject
        {
            ["schema"] = schema,
            ["documents"] = new JsonArray([.. documents.Select(document => (JsonNode)new JsonObject
            {
                ["definition"] = document.Definition,
                ["value"] = document.Value.DeepClone(),
            })]),
        }.ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<List<List<string>>>(await output)!;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            Assert.Skip($"node cannot be started: {error.Message}");
            throw;
        }
    }
}
