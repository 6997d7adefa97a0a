using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Wire;

public sealed class CollectionsTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("with spaces, commas; and [brackets]")]
    [InlineData("ünïcödé-文字")]
    [InlineData("%2e%2e")]
    [InlineData("CON")]
    [InlineData("line\nbreak")]
    [InlineData("...")]
    public async Task A_collection_may_have_any_name_that_the_contract_allows(string name)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(name: name);
        await node.ReopenAsync();

        Assert.Equal([name], await NamesAsync(node));
        Assert.True(await ExistsAsync(node, name));
        Assert.True((await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = name })).Result);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../../etc")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a<b")]
    [InlineData("a>b")]
    [InlineData("a\"b")]
    [InlineData("a|b")]
    [InlineData("a?b")]
    [InlineData("a*b")]
    [InlineData("a\0b")]
    [InlineData("a\u001Fb")]
    public async Task A_name_that_could_be_a_path_is_refused(string name)
    {
        await using TestNode node = TestNode.Start();

        Status status = await TestNode.FailureOf(() => node.CreateAsync(name: name));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.DoesNotContain(node.Folder, status.Detail, StringComparison.Ordinal);
        Assert.Empty(node.CollectionFolders);
    }

    [Fact]
    public async Task Names_have_up_to_255_characters()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(name: new string('x', 255));

        Status status = await TestNode.FailureOf(() => node.CreateAsync(name: new string('x', 256)));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
    }

    [Fact]
    public async Task Creating_twice_is_ALREADY_EXISTS_and_changes_nothing()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2);
        await node.UpsertAsync(Make.Point(1, [1, 2]));

        Status status = await TestNode.FailureOf(() => node.CreateAsync(size: 3));

        Assert.Equal(new Status(StatusCode.AlreadyExists, "Wrong input: Collection `t` already exists!"), status);
        await node.HasIdsAsync([1]);
    }

    [Fact]
    public async Task Of_many_that_create_one_collection_exactly_one_does()
    {
        await using TestNode node = TestNode.Start();

        bool[] made = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await node.CreateAsync();
                return true;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.AlreadyExists)
            {
                return false;
            }
        }));

        Assert.Single(made, true);
        Assert.Single(node.CollectionFolders);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_fine_and_says_so()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();

        Assert.True((await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = TestNode.Name })).Result);
        Assert.False((await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = TestNode.Name })).Result);
        Assert.False(await ExistsAsync(node, TestNode.Name));
        Assert.Empty(node.CollectionFolders);
    }

    [Fact]
    public async Task What_is_asked_of_a_collection_that_is_not_there_is_NOT_FOUND()
    {
        await using TestNode node = TestNode.Start();
        Func<Task>[] calls =
        [
            () => node.CountAsync(), () => node.ScrollAsync(), () => node.NearestAsync(Make.Input(1)),
            () => node.UpsertAsync(Make.Point(1, [1])), () => node.DeleteAsync(Make.Id(1)),
            () => node.DeleteAsync(new Filter()),
            () => node.IndexFieldAsync("a", FieldType.Keyword),
            () => node.Points.GetAsync(new GetPoints { CollectionName = TestNode.Name }).ResponseAsync,
            () => node.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = TestNode.Name }).ResponseAsync,
        ];

        var missing = new Status(StatusCode.NotFound, "Not found: Collection `t` doesn't exist!");
        foreach (Func<Task> call in calls) Assert.Equal(missing, await TestNode.FailureOf(call));
    }

    [Fact]
    public async Task A_description_names_settings_size_and_indexes()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2, Distance.Cosine);
        await node.UpsertAsync(Make.Point(1, [1, 2], """{"k":"a"}"""), Make.Point(2, [1, 2]));
        await node.DeleteAsync(Make.Id(2));
        await node.IndexFieldAsync("k", FieldType.Keyword);

        CollectionInfo info = await InfoAsync(node);

        Assert.Equal(CollectionStatus.Green, info.Status);
        Assert.True(info.OptimizerStatus.Ok);
        Assert.Equal(1ul, info.PointsCount);
        VectorParams vector = info.Config.Params.VectorsConfig.Params;
        Assert.Equal((2ul, Distance.Cosine), (vector.Size, vector.Distance));
        Assert.Equal((1u, 1u), (info.Config.Params.ShardNumber, info.Config.Params.ReplicationFactor));
        Assert.Equal(16ul, info.Config.HnswConfig.M);
        Assert.Equal((PayloadSchemaType.Keyword, 1ul), (info.PayloadSchema["k"].DataType, info.PayloadSchema["k"].Points));
    }

    [Fact]
    public async Task An_answer_belongs_to_the_caller()
    {
        await using TestNode node = TestNode.Start();
        var create = new CreateCollection
        {
            CollectionName = TestNode.Name,
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 2, Distance = Distance.Dot } },
            Metadata = { Make.Payload("""{"model":"m"}""") },
        };
        await node.Collections.CreateAsync(create);
        create.VectorsConfig.Params.Size = 7;
        CollectionInfo before = await InfoAsync(node);
        CollectionInfo expected = before.Clone();

        before.Config.Params.VectorsConfig.Params.Size = 99;
        before.Config.Metadata["model"].StringValue = "changed";

        Assert.Equal(expected, await InfoAsync(node));
        await node.UpsertAsync(Make.Point(1, [1, 2]));
    }

    [Fact]
    public async Task A_collection_without_vectors_holds_payloads()
    {
        await using TestNode node = TestNode.Start();
        await node.Collections.CreateAsync(
            new CreateCollection { CollectionName = TestNode.Name, VectorsConfig = new VectorsConfig() });
        await node.UpsertPayloadsAsync((1, """{"a":1}"""));

        var none = new VectorsConfig { ParamsMap = new VectorParamsMap() };
        Assert.Equal(none, (await InfoAsync(node)).Config.Params.VectorsConfig);
        await node.HasIdsAsync([1], Make.Must(Make.Integer("a", 1)));
        Status write = await TestNode.FailureOf(() => node.UpsertAsync(Make.Point(2, [1])));
        Status read = await TestNode.FailureOf(() => node.NearestAsync(Make.Input(1)));
        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (write.StatusCode, read.StatusCode));
    }

    public static TheoryData<string, string> RefusedSettings => new()
    {
        { "sparse", "sparse vector is not available" },
        { "quantization", "Quantization is not available" },
        { "vector quantization", "Quantization is not available" },
        { "multi-vector", "multi-vector is not available" },
        { "uint8", "Uint8 is not available" },
        { "float16", "Float16 is not available" },
        { "strict mode", "Strict mode is not available" },
        { "custom sharding", "Custom sharding is not available" },
        { "size 0", "size: value 0 invalid, must be from 1 to 65536" },
        { "size 65537", "size: value 65537 invalid, must be from 1 to 65536" },
        { "no distance", "Malformed distance parameter: UnknownDistance" },
        { "unknown distance", "Malformed distance parameter: 77" },
        { "no shards", "shard_number: value 0 invalid, must be 1 or larger" },
        { "no replicas", "replication_factor: value 0 invalid, must be 1 or larger" },
        { "ef_construct 0", "hnsw_config" },
        { "long vector name", "must be at most 200 bytes long" },
        { "vector name with a slash", "vector name cannot contain \"/\" char" },
        { "too many vectors", "more than the 64" },
    };

    [Theory]
    [MemberData(nameof(RefusedSettings))]
    public async Task Settings_that_cannot_be_honoured_are_refused_by_name(string what, string text)
    {
        await using TestNode node = TestNode.Start();
        var parameters = new VectorParams { Size = 2, Distance = Distance.Dot };
        var vectors = new VectorsConfig { Params = parameters };
        var request = new CreateCollection { CollectionName = TestNode.Name, VectorsConfig = vectors };
        Change(what, request, parameters);

        Status status = await TestNode.FailureOf(() => node.Collections.CreateAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(text, status.Detail, StringComparison.Ordinal);
        Assert.Empty(node.CollectionFolders);
    }

    [Theory]
    [InlineData(FieldType.Text)]
    [InlineData(FieldType.Geo)]
    public async Task Indexes_that_would_change_the_meaning_of_a_filter_are_refused(FieldType type)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();

        Status status = await TestNode.FailureOf(() => node.IndexFieldAsync("a", type));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains($"type {type}", status.Detail, StringComparison.Ordinal);
        Assert.Empty((await InfoAsync(node)).PayloadSchema);
    }

    [Fact]
    public async Task An_index_needs_a_type_a_path_and_parameters_of_its_type()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        var request = new CreateFieldIndexCollection { CollectionName = TestNode.Name, FieldName = "a", Wait = true };

        Assert.Equal("cannot convert field_type", await RefusalAsync());
        request.FieldType = FieldType.Keyword;
        request.FieldName = "a..b";
        Assert.Equal("Invalid json path: 'a..b'", await RefusalAsync());
        request.FieldName = "a";
        request.FieldIndexParams = new PayloadIndexParams { IntegerIndexParams = new IntegerIndexParams() };
        Assert.Contains("do not match", await RefusalAsync(), StringComparison.Ordinal);

        async Task<string> RefusalAsync()
        {
            Status status = await TestNode.FailureOf(() => node.Points.CreateFieldIndexAsync(request).ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            return status.Detail;
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b", false)]
    [InlineData("a:b", true)]
    [InlineData("..", true)]
    public void A_name_that_is_looked_up_only_must_not_part_a_path(string name, bool isValid)
    {
        if (isValid) CollectionName.Check(name);
        else Assert.Throws<InvalidRequestException>(() => CollectionName.Check(name));
    }

    private static void Change(string what, CreateCollection request, VectorParams parameters)
    {
        switch (what)
        {
            case "sparse":
                request.SparseVectorsConfig = new SparseVectorConfig { Map = { ["s"] = new SparseVectorParams() } };
                break;
            case "quantization":
                request.QuantizationConfig = new QuantizationConfig { Scalar = new ScalarQuantization() };
                break;
            case "vector quantization":
                parameters.QuantizationConfig = new QuantizationConfig { Binary = new BinaryQuantization() };
                break;
            case "multi-vector":
                parameters.MultivectorConfig = new MultiVectorConfig();
                break;
            case "uint8":
                parameters.Datatype = Datatype.Uint8;
                break;
            case "float16":
                parameters.Datatype = Datatype.Float16;
                break;
            case "strict mode":
                request.StrictModeConfig = new StrictModeConfig { Enabled = true };
                break;
            case "custom sharding":
                request.ShardingMethod = ShardingMethod.Custom;
                break;
            case "size 0":
                parameters.Size = 0;
                break;
            case "size 65537":
                parameters.Size = 65_537;
                break;
            case "no distance":
                parameters.Distance = Distance.UnknownDistance;
                break;
            case "unknown distance":
                parameters.Distance = (Distance)77;
                break;
            case "no shards":
                request.ShardNumber = 0;
                break;
            case "no replicas":
                request.ReplicationFactor = 0;
                break;
            case "ef_construct 0":
                request.HnswConfig = new HnswConfigDiff { EfConstruct = 0 };
                break;
            case "long vector name":
                Name(new string('é', 101));
                break;
            case "vector name with a slash":
                Name("a/b");
                break;
            default:
                Name([.. Enumerable.Range(0, 65).Select(i => $"v{i}")]);
                break;
        }

        void Name(params string[] names)
        {
            request.VectorsConfig = new VectorsConfig { ParamsMap = new VectorParamsMap() };
            foreach (string name in names) request.VectorsConfig.ParamsMap.Map.Add(name, parameters);
        }
    }

    private static async Task<bool> ExistsAsync(TestNode node, string name) =>
        (await node.Collections.CollectionExistsAsync(new CollectionExistsRequest { CollectionName = name })).Result.Exists;

    private static async Task<string[]> NamesAsync(TestNode node) =>
        [.. (await node.Collections.ListAsync(new ListCollectionsRequest())).Collections.Select(entry => entry.Name)];

    private static async Task<CollectionInfo> InfoAsync(TestNode node) => (await node.Collections.GetAsync(
        new GetCollectionInfoRequest { CollectionName = TestNode.Name })).Result;
}
