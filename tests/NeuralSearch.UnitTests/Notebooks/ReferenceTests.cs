using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralSearch.Notebooks.Execution;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

public sealed class ReferenceTests
{
    [Fact]
    public async Task An_assembly_is_referred_to_by_a_path_from_the_notebook()
    {
        using var folder = new TemporaryFolder();
        Compile("public static class Far { public static int Away => 41; }", Path.Combine(folder.Path, "Far.dll"));
        string notebooks = Directory.CreateDirectory(Path.Combine(folder.Path, "notebooks")).FullName;

        MadeNotebook run = await MadeNotebook.RunAsync(["#r \"../Far.dll\"\nFar.Away + 1"], notebooks);

        Assert.Null(run.Failure);
        Assert.Equal("42", (string?)run.Output["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task An_assembly_that_the_runner_carries_is_the_one_in_its_process_whatever_the_path()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "#r \"../artifacts/notebooks/NeuralSearch.Index.dll\"\ntypeof(NeuralSearch.Index.VectorIndex)");

        Assert.Null(run.Failure);
        Assert.Equal(typeof(NeuralSearch.Index.VectorIndex).FullName, (string?)run.Output["data"]!["text/plain"]![0]);
    }

    [Theory]
    [InlineData("nuget: ScottPlot")]
    [InlineData("nuget: ScottPlot, 5.1.*")]
    [InlineData("nuget:scottplot,5.1.59")]
    public async Task A_package_that_the_runner_carries_is_referred_to(string reference)
    {
        MadeNotebook run = await MadeNotebook.RunAsync($"#r \"{reference}\"\ntypeof(ScottPlot.Plot).Name");

        Assert.Null(run.Failure);
        Assert.Equal("Plot", (string?)run.Output["data"]!["text/plain"]![0]);
    }

    [Theory]
    [InlineData("nuget: Some.Thing, 1.0.0", "does not carry the package Some.Thing")]
    [InlineData("nuget: ScottPlot, 4.1.0", "carries ScottPlot 5.")]
    [InlineData("nowhere/Some.dll", "there is no file")]
    public async Task What_is_not_to_be_had_is_an_error_that_says_what_to_do(string reference, string said)
    {
        MadeNotebook run = await MadeNotebook.RunAsync($"#r \"{reference}\"");

        Assert.Equal(nameof(ReferenceException), run.Failure!.Error.Name);
        Assert.Contains(said, run.Failure.Error.Message, StringComparison.Ordinal);
    }

    private static void Compile(string code, string path)
    {
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(code)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(path).Success);
    }
}
