using NeuralSearch.Client;
using Xunit;

namespace NeuralSearch.UnitTests.Client;

public sealed class VectorStoreAddressTests
{
    [Fact]
    public void One_endpoint_with_a_key()
    {
        var address = VectorStoreAddress.Parse("Endpoint=http://host:6334;Key=a=b;");

        Assert.Equal([new Uri("http://host:6334")], address.Endpoints);
        Assert.Equal("a=b", address.Key);
        Assert.Null(address.DataFolder);
    }

    [Fact]
    public void Several_endpoints_of_one_cluster()
    {
        var address = VectorStoreAddress.Parse("endpoint=http://a:6334, http://b:6334 ,http://c");

        Assert.Equal([new("http://a:6334"), new("http://b:6334"), new("http://c")], address.Endpoints);
        Assert.Null(address.Key);
    }

    [Fact]
    public void A_folder_of_this_process()
    {
        var address = VectorStoreAddress.Parse("Data=./folder with spaces");

        Assert.Empty(address.Endpoints);
        Assert.Equal("./folder with spaces", address.DataFolder);
    }

    [Theory]
    [InlineData("", "must name one place")]
    [InlineData("Key=secret", "must name one place")]
    [InlineData("Endpoint=http://a;Data=b", "must name one place")]
    [InlineData("Data=b;Key=secret", "must name one place")]
    [InlineData("Endpoint=a:6334;Key=secret", "'a:6334' is no address")]
    [InlineData("Endpoint=;Key=secret", "must name one place")]
    [InlineData("Endpoint=,;Key=secret", "',' is no address")]
    [InlineData("Endpoints=http://a;Key=secret", "'endpoints' is not a part")]
    [InlineData("secret", "is not made of 'name=value' parts")]
    public void What_cannot_be_read_says_what_is_allowed_and_never_the_key(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => VectorStoreAddress.Parse(text));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("Endpoint=http://host:6334", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoint=http://a,https://b", "all be http or all be https")]
    [InlineData("Endpoint=http://a/path", "is no address")]
    [InlineData("Endpoint=http://user:secret@a", "is no address")]
    public void Addresses_that_one_channel_cannot_serve_are_refused(string text, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<FormatException>(() => VectorStoreAddress.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Shown_it_has_no_key() =>
        Assert.DoesNotContain("secret", $"{VectorStoreAddress.Parse("Endpoint=http://a;Key=secret")}",
            StringComparison.Ordinal);
}
