using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Inference;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(ModelConfig))]
internal sealed partial class ModelJson : JsonSerializerContext;
