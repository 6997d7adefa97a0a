using System.Net;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NeuralSearch.ServiceDefaults.Problems;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

[Collection(SequentialHosts.Name)]
public sealed class ProblemTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatusCode.InvalidArgument, 400)]
    [InlineData(StatusCode.Unauthenticated, 401)]
    [InlineData(StatusCode.PermissionDenied, 403)]
    [InlineData(StatusCode.NotFound, 404)]
    [InlineData(StatusCode.AlreadyExists, 409)]
    [InlineData(StatusCode.Cancelled, 499)]
    [InlineData(StatusCode.Unimplemented, 501)]
    [InlineData(StatusCode.Unavailable, 503)]
    [InlineData(StatusCode.DeadlineExceeded, 504)]
    [InlineData(StatusCode.ResourceExhausted, 507)]
    public void A_status_of_the_node_is_a_status_of_HTTP_with_its_text(StatusCode code, int status)
    {
        var problem = ProblemMapping.Map(new RpcException(new Status(code, "what happened")));

        Assert.Equal(status, problem?.Status);
        Assert.Equal("what happened", problem?.Detail);
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.DataLoss)]
    public void The_text_of_an_internal_error_stays_inside(StatusCode code)
    {
        var problem = ProblemMapping.Map(new RpcException(new Status(code, "/secret/path")));

        Assert.Equal(500, problem?.Status);
        Assert.Null(problem?.Detail);
    }

    [Fact]
    public void A_limit_that_says_when_to_come_back_is_429()
    {
        var trailers = new Metadata { { "retry-after", "30" } };

        var problem = ProblemMapping.Map(
            new RpcException(new Status(StatusCode.ResourceExhausted, "slow down"), trailers));

        Assert.Equal((429, 30), (problem?.Status, problem?.RetryAfterSeconds));
    }

    [Fact]
    public void Broken_JSON_is_a_bad_request_with_its_place()
    {
        var exception = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse("{\n \"a\": ?}"));

        var problem = ProblemMapping.Map(exception)!;

        var error = Assert.Single(problem.Errors);
        Assert.Equal((400, "body"), (problem.Status, error.Field));
        Assert.Contains("(line 2, byte 7)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_of_the_wrong_type_is_named_by_its_path()
    {
        var exception = Assert.ThrowsAny<JsonException>(
            () => JsonSerializer.Deserialize<Dictionary<string, int>>("""{"a":"b"}"""));

        Assert.Equal("$.a", Assert.Single(ProblemMapping.Map(exception)!.Errors).Field);
    }

    [Fact]
    public async Task An_unexpected_error_answers_500_with_a_trace_id_and_nothing_of_its_text()
    {
        await using var host = await StartAsync(() => throw new InvalidOperationException("secret"));

        var (response, body) = await Get(host, "/fail");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("urn:neuralsearch:internal", body.GetProperty("type").GetString());
        Assert.NotEmpty(body.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worded_problem_reaches_the_client_as_it_is()
    {
        await using var host = await StartAsync(
            () => throw ProblemException.BadRequest(new FieldError("top", "is 0 · too few")));

        var (response, body) = await Get(host, "/fail");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            """{"type":"urn:neuralsearch:invalid-request","title":"The request is not valid","status":400"""
            + ""","detail":"top: is 0 · too few","errors":[{"field":"top","message":"is 0 · too few"}]}""",
            body.GetRawText());
    }

    [Fact]
    public async Task A_retry_time_is_a_header_too()
    {
        await using var host = await StartAsync(() => throw new RpcException(
            new Status(StatusCode.ResourceExhausted, "slow down"), new Metadata { { "retry-after", "7" } }));

        var (response, _) = await Get(host, "/fail");

        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "Nothing is served at /v1/nothing")]
    [InlineData("POST", "/fail", 405, "it takes GET")]
    public async Task A_route_that_is_not_there_is_a_problem_too(string method, string path, int status, string detail)
    {
        await using var host = await StartAsync(() => Results.Ok());

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await host.Http.SendAsync(request, Token);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(detail, body.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/fail")]
    [InlineData("/nothing")]
    [InlineData("/livez")]
    public async Task Every_answer_has_the_security_headers(string path)
    {
        await using var host = await StartAsync(() => throw new InvalidOperationException());

        var response = await host.Http.GetAsync(path, Token);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }

    private static Task<TestHost> StartAsync(Func<IResult> fail) => TestHost.StartAsync(
        map: app => app.MapGet("/fail", fail));

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> Get(TestHost host, string path)
    {
        var response = await host.Http.GetAsync(path, Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response, document.RootElement.Clone());
    }
}
