using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.UnitTests.ServiceDefaults;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>An embedding service on a real socket, with the vectors of <see cref="FakeGenerator"/>.</summary>
internal sealed class FakeEmbeddingService : Embeddings.EmbeddingsBase
{
    private int _texts;

    public string Model { get; set; } = FakeGenerator.Model;

    public bool IsDown { get; set; }

    /// <summary>After so many texts the service has another model, as one that was replaced.</summary>
    public int ChangeModelAfter { get; set; } = int.MaxValue;

    public Task<TestHost> StartAsync() => TestHost.StartAsync(
        builder =>
        {
            builder.AddGrpcServer();
            builder.Services.AddSingleton(this);
        },
        app => app.MapGrpcService<FakeEmbeddingService>(),
        grpc: true);

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        Check("");
        return Task.FromResult(new GetModelResponse { Model = Model, Dimensions = FakeGenerator.Dimensions });
    }

    public override Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
    {
        if (Interlocked.Add(ref _texts, request.Texts.Count) > ChangeModelAfter) Model = "newer-model";
        Check(request.Model);
        float[] numbers = [.. request.Texts.SelectMany(text => FakeGenerator.VectorOf(text))];
        return Task.FromResult(new EmbedResponse
        {
            Model = Model,
            Dimensions = FakeGenerator.Dimensions,
            Vectors = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan())),
        });
    }

    private void Check(string model)
    {
        if (IsDown) throw new RpcException(new Status(StatusCode.Unavailable, "the model is being loaded"));
        if (model.Length > 0 && model != Model)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"serves '{Model}' and not '{model}'"));
    }
}
