using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>Sends the steps of a recording to a node and lists where its answers differ.</summary>
internal sealed class TranscriptReplay(CallInvoker node)
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    private static readonly Dictionary<string, ServiceDescriptor> Services = new[]
    {
        Collections.Descriptor, Points.Descriptor, Snapshots.Descriptor, Qdrant.Descriptor,
    }.ToDictionary(service => service.FullName);

    public async Task<IReadOnlyList<string>> RunAsync(string file, CancellationToken cancellationToken)
    {
        await RemoveCollectionsAsync(cancellationToken);
        JsonNode recording = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!;
        string[][] ignored = [["time"], ["usage"],
            .. recording["ignored"]!.AsArray().Select(path => path!.GetValue<string>().Split('.'))];
        var numbers = new OperationNumbers();
        var differences = new List<string>();
        foreach ((int index, JsonNode? step) in recording["steps"]!.AsArray().Index())
        {
            if (await DifferenceAsync(step!, ignored, numbers, cancellationToken) is { } difference)
                differences.Add($"{Path.GetFileName(file)}, step {index}, {step!["rpc"]}: {difference}");
        }

        return differences;
    }

    private async Task<string?> DifferenceAsync(
        JsonNode step, string[][] ignored, OperationNumbers numbers, CancellationToken cancellationToken)
    {
        MethodDescriptor method = Services[$"{step["service"]}"].FindMethodByName($"{step["rpc"]}");
        JsonNode? error = step["error"];
        JsonNode answered;
        try
        {
            answered = await CallAsync(method, step["request"]?.ToJsonString() ?? "{}", cancellationToken);
        }
        catch (RpcException failure)
        {
            if (error is null) return $"recorded as OK, answered {failure.StatusCode} \"{failure.Status.Detail}\"";
            if ((int)error["code"]! != (int)failure.StatusCode)
                return $"recorded as {error["code_name"]}, answered {failure.StatusCode} \"{failure.Status.Detail}\"";
            return failure.Status.Detail.Length > 0 ? null : "refused without a text";
        }

        if (error is not null) return $"recorded as {error["code_name"]} \"{error["message"]}\", answered OK";

        // Through the message and back, so that both sides spell numbers in the same way.
        IMessage message = method.OutputType.Parser.ParseJson(step["response"]!.ToJsonString());
        JsonNode recorded = JsonNode.Parse(Formatter.Format(message))!;
        foreach (string[] path in ignored)
        {
            TranscriptComparison.Remove(recorded, path);
            TranscriptComparison.Remove(answered, path);
        }

        OperationNumbers.Hide(recorded);
        return numbers.Check($"{step["request"]?["collection_name"]}", answered)
            ?? TranscriptComparison.Difference(recorded, answered, (string?)step["compare"]);
    }

    private async Task<JsonNode> CallAsync(MethodDescriptor method, string request, CancellationToken cancellationToken)
    {
        var untyped = new Method<byte[], byte[]>(
            MethodType.Unary,
            method.Service.FullName,
            method.Name,
            Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes),
            Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));
        byte[] answer = await node.AsyncUnaryCall(
            untyped,
            host: null,
            new CallOptions(cancellationToken: cancellationToken),
            method.InputType.Parser.ParseJson(request).ToByteArray());
        return JsonNode.Parse(Formatter.Format(method.OutputType.Parser.ParseFrom(answer)))!;
    }

    private async Task RemoveCollectionsAsync(CancellationToken cancellationToken)
    {
        var collections = new Collections.CollectionsClient(node);
        ListCollectionsResponse all =
            await collections.ListAsync(new ListCollectionsRequest(), cancellationToken: cancellationToken);
        foreach (CollectionDescription collection in all.Collections)
            await collections.DeleteAsync(
                new DeleteCollection { CollectionName = collection.Name }, cancellationToken: cancellationToken);
    }
}
