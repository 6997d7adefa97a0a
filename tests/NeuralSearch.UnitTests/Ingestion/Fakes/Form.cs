using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>A form with files, as clients send it.</summary>
internal sealed class Form
{
    private readonly List<Action<MultipartFormDataContent>> _parts = [];

    public Form File(string name, string text, string? contentType = null) =>
        File(name, Encoding.UTF8.GetBytes(text), contentType);

    public Form File(string name, byte[] bytes, string? contentType = null)
    {
        _parts.Add(form =>
        {
            ByteArrayContent part = new(bytes);
            if (contentType is not null)
                part.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            // Set by hand: the framework would write a name with backslashes in another way than browsers do.
            part.Headers.TryAddWithoutValidation(
                "Content-Disposition", $"form-data; name=\"file\"; filename=\"{name}\"");
            form.Add(part);
        });
        return this;
    }

    public Form Field(string name, string value)
    {
        _parts.Add(form => form.Add(new StringContent(value), name));
        return this;
    }

    /// <summary>Sends it and returns the lines of the answer.</summary>
    public async Task<string> PostAsync(IngestionHost host, string query = "")
    {
        using MultipartFormDataContent form = new("form-boundary");
        _parts.ForEach(add => add(form));
        using HttpResponseMessage response =
            await host.Client.PostAsync("/v1/documents" + query, form, TestContext.Current.CancellationToken);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {answer}");
        return answer;
    }
}
