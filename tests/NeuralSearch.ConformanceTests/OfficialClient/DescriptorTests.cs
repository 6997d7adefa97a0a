using Google.Protobuf.Reflection;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.ConformanceTests.OfficialClient;

/// <summary>
/// Our description of the wire contract against the official client's: all that the client knows is there, under the
/// same names, numbers and types. Ours follows a newer version of the contract, so it may hold more.
/// </summary>
public sealed class DescriptorTests
{
    [Fact]
    public async Task Every_message_field_enum_and_rpc_of_the_official_client_is_the_same_here()
    {
        CommandResult run = await NodeScript.RunAsync("descriptors.mjs");
        Assert.True(run.ExitCode == 0, $"The script failed: {run}");
        FileDescriptorSet official = FileDescriptorSet.Parser.ParseFrom(Convert.FromBase64String(run.Output.Trim()));

        SortedDictionary<string, string> expected = Describe(official.File);
        SortedDictionary<string, string> ours = Describe(OwnFiles());
        string[] differences = [.. expected
            .Where(entry => !ours.TryGetValue(entry.Key, out string? own) || own != entry.Value)
            .Select(entry => $"{entry.Key}: {entry.Value}, here: {ours.GetValueOrDefault(entry.Key, "missing")}")];

        Assert.True(expected.Count > 1000, $"Only {expected.Count} elements were read from the client.");
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    private static IEnumerable<FileDescriptorProto> OwnFiles()
    {
        var files = new Dictionary<string, FileDescriptor>();
        foreach (FileDescriptor file in new[]
        {
            Collections.Descriptor.File, Points.Descriptor.File, Snapshots.Descriptor.File, Qdrant.Descriptor.File,
        })
            Add(file);
        return files.Values.Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData));

        void Add(FileDescriptor file)
        {
            if (!files.TryAdd(file.Name, file)) return;
            foreach (FileDescriptor dependency in file.Dependencies) Add(dependency);
        }
    }

    /// <summary>One entry for each element: its path, and what of it is on the wire or in a client's code.</summary>
    private static SortedDictionary<string, string> Describe(IEnumerable<FileDescriptorProto> files)
    {
        var elements = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (FileDescriptorProto file in files.Where(file => file.Package == "qdrant"))
        {
            foreach (DescriptorProto message in file.MessageType) DescribeMessage("qdrant." + message.Name, message);
            foreach (EnumDescriptorProto type in file.EnumType) DescribeEnum("qdrant." + type.Name, type);
            foreach (ServiceDescriptorProto service in file.Service)
                foreach (MethodDescriptorProto method in service.Method)
                    elements[$"qdrant.{service.Name}/{method.Name}"] =
                        $"{method.InputType} -> {method.OutputType}"
                        + (method.ClientStreaming || method.ServerStreaming ? " streaming" : "");
        }

        return elements;

        void DescribeMessage(string path, DescriptorProto message)
        {
            elements[path] = message.Options?.MapEntry is true ? "map entry" : "message";
            foreach (FieldDescriptorProto field in message.Field)
                elements[$"{path}#{field.Number}"] = DescribeField(message, field);
            foreach (DescriptorProto nested in message.NestedType) DescribeMessage($"{path}.{nested.Name}", nested);
            foreach (EnumDescriptorProto type in message.EnumType) DescribeEnum($"{path}.{type.Name}", type);
        }

        void DescribeEnum(string path, EnumDescriptorProto type)
        {
            elements[path] = "enum";
            foreach (EnumValueDescriptorProto value in type.Value) elements[$"{path}={value.Number}"] = value.Name;
        }
    }

    private static string DescribeField(DescriptorProto message, FieldDescriptorProto field)
    {
        string presence = field.Proto3Optional ? " optional"
            : field.HasOneofIndex ? $" in oneof {message.OneofDecl[field.OneofIndex].Name}"
            : "";
        string type = field.HasTypeName ? field.TypeName : $"{field.Type}";
        return $"{field.Name} {field.Label} {type}{presence}";
    }
}
