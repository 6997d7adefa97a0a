using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace NeuralSearch.Client.Hosting;

/// <summary>The connection string <c>vectors</c>.</summary>
public sealed class VectorStoreOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "vectors";

    /// <summary>The node of the same host, when nothing is configured.</summary>
    public const string Default = "Endpoint=http://127.0.0.1:6336";

    /// <summary>See <see cref="VectorStoreAddress"/>.</summary>
    public string ConnectionString { get; set; } = Default;

    /// <summary>Takes the configured one and refuses what cannot be read, by its key.</summary>
    internal sealed class Setup(IConfiguration configuration) :
        IConfigureOptions<VectorStoreOptions>, IValidateOptions<VectorStoreOptions>
    {
        public void Configure(VectorStoreOptions options)
        {
            if (configuration.GetConnectionString(ConnectionName) is { Length: > 0 } configured)
                options.ConnectionString = configured;
        }

        public ValidateOptionsResult Validate(string? name, VectorStoreOptions options)
        {
            try
            {
                VectorStoreAddress.Parse(options.ConnectionString);
                return ValidateOptionsResult.Success;
            }
            catch (FormatException error)
            {
                return ValidateOptionsResult.Fail($"ConnectionStrings:{ConnectionName}: {error.Message}");
            }
        }
    }
}
