using NeuralSearch.Ingestion.Preparation;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Preparation;

public sealed class UuidV5Tests
{
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    [Theory]
    [InlineData("www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2")] // RFC 9562, appendix A.4
    [InlineData("python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d")] // the documentation of Python's uuid module
    public void A_name_in_the_dns_namespace_has_its_published_uuid(string name, string expected) =>
        Assert.Equal(new Guid(expected), UuidV5.Create(Dns, name));

    [Fact]
    public void Namespaces_part_equal_names() =>
        Assert.NotEqual(UuidV5.Create(Dns, "a"), UuidV5.Create(Url, "a"));

    [Fact]
    public void The_version_is_5_and_the_variant_is_the_rfc_s()
    {
        for (int i = 0; i < 1000; i++)
        {
            Guid uuid = UuidV5.Create(Url, $"name {i} äöü 映画");

            Assert.Equal(5, uuid.Version);
            Assert.InRange(uuid.Variant, 8, 11);
        }
    }

    [Fact]
    public void The_id_of_a_chunk_never_changes() =>
        Assert.Equal(
            new Guid("0323f897-697c-5a35-8b00-2db0c902feb1"),
            ChunkId.Create("films", "A_Midsummer_Night%27s_Dream_(1935_film)", 0));

    [Fact]
    public void Chunks_of_different_documents_have_different_ids()
    {
        HashSet<Guid> ids =
        [
            ChunkId.Create("a", "b", 1), ChunkId.Create("a", "b", 11), ChunkId.Create("a", "b/1", 1),
            ChunkId.Create("a", "b/1", 11), ChunkId.Create("a", "b1", 1), ChunkId.Create("ab", "b", 1),
            ChunkId.Create("a", "B", 1),
        ];

        Assert.Equal(7, ids.Count);
    }
}
