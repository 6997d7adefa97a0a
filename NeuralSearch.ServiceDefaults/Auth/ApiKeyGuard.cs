using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.ServiceDefaults.Auth;

/// <summary>
/// Asks every request for the key before its body is read. What is open is decided by the endpoint that was matched,
/// never by the path's text: health, and whatever says <see cref="AllowAnonymousAttribute"/>. A request that matches no
/// endpoint reaches no data: it is a file of the page, or nothing.
/// </summary>
internal sealed class ApiKeyGuard(RequestDelegate next, IOptions<AuthOptions> options)
{
    private const string KeyHeader = "api-key";
    private const string Bearer = "Bearer ";
    private const string Missing = "Must provide an API key or an Authorization bearer token";
    private const string Wrong = "Invalid API key or JWT";

    // Hashes are compared: equal lengths, and no time that depends on how much of a key is right.
    private readonly byte[]? _keyHash = options.Value.IsOn ? Hash(options.Value.ApiKey!) : null;

    public Task InvokeAsync(HttpContext context) =>
        _keyHash is null || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? next(context)
            : Given(context.Request) is not { } key ? RefuseAsync(context, Missing)
            : CryptographicOperations.FixedTimeEquals(Hash(key), _keyHash) ? next(context)
            : RefuseAsync(context, Wrong);

    private static string? Given(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key)) return key.ToString();
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..]
            : null;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        if (!GrpcAnswer.IsAsked(context.Request))
            return ProblemWriter.WriteAsync(context, new Problem(StatusCodes.Status401Unauthorized, reason));
        GrpcAnswer.Write(context, StatusCode.Unauthenticated, reason);
        return Task.CompletedTask;
    }
}
