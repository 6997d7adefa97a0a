using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Wire;

/// <summary>Checks the definition of a field index.</summary>
internal static class FieldIndexDefinition
{
    public static CreateFieldIndexCollection Check(CreateFieldIndexCollection request)
    {
        JsonPath.Parse(request.FieldName);
        if (!request.HasFieldType) throw new InvalidRequestException("cannot convert field_type");
        if (request.FieldType is FieldType.Text or FieldType.Geo)
            throw new UnavailableFeatureException(
                $"A field index of type {request.FieldType} (filters on the field work without one)");
        if (request.FieldIndexParams is { } parameters && ParamsOf(request.FieldType) != parameters.IndexParamsCase)
            throw new InvalidRequestException(
                $"field_type ({request.FieldType}) and field_index_params ({parameters.IndexParamsCase}) do not match");
        return new CreateFieldIndexCollection
        {
            FieldName = request.FieldName,
            FieldType = request.FieldType,
            FieldIndexParams = request.FieldIndexParams?.Clone(),
        };
    }

    /// <summary>
    /// The type as a collection's description names it; the two enums number their members differently.
    /// </summary>
    public static PayloadSchemaType SchemaType(FieldType type) => type switch
    {
        FieldType.Keyword => PayloadSchemaType.Keyword,
        FieldType.Integer => PayloadSchemaType.Integer,
        FieldType.Float => PayloadSchemaType.Float,
        FieldType.Bool => PayloadSchemaType.Bool,
        FieldType.Datetime => PayloadSchemaType.Datetime,
        FieldType.Uuid => PayloadSchemaType.Uuid,
        _ => PayloadSchemaType.UnknownType,
    };

    private static PayloadIndexParams.IndexParamsOneofCase ParamsOf(FieldType type) => type switch
    {
        FieldType.Keyword => PayloadIndexParams.IndexParamsOneofCase.KeywordIndexParams,
        FieldType.Integer => PayloadIndexParams.IndexParamsOneofCase.IntegerIndexParams,
        FieldType.Float => PayloadIndexParams.IndexParamsOneofCase.FloatIndexParams,
        FieldType.Bool => PayloadIndexParams.IndexParamsOneofCase.BoolIndexParams,
        FieldType.Datetime => PayloadIndexParams.IndexParamsOneofCase.DatetimeIndexParams,
        FieldType.Uuid => PayloadIndexParams.IndexParamsOneofCase.UuidIndexParams,
        _ => throw new InvalidRequestException($"Unknown field_type {(int)type}"),
    };
}
