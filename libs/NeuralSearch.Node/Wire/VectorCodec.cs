using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>Vectors between messages and rows: checked for length and finiteness, normalised for cosine.</summary>
internal static class VectorCodec
{
    /// <summary>The vectors of a point, one per vector of the collection; null where it has none.</summary>
    public static float[]?[] Decode(CollectionSchema schema, Vectors? vectors)
    {
        var rows = new float[]?[schema.Vectors.Length];
        switch (vectors?.VectorsOptionsCase)
        {
            case Vectors.VectorsOptionsOneofCase.Vector:
                Put("", vectors.Vector);
                break;
            case Vectors.VectorsOptionsOneofCase.Vectors_:
                foreach ((string name, Vector vector) in vectors.Vectors_.Vectors) Put(name, vector);
                break;
            default:
                throw new InvalidRequestException("Expected some vectors");
        }

        return rows;

        void Put(string name, Vector vector)
        {
            int index = IndexOf(schema, name);
            rows[index] = ToRow(schema.Vectors[index], Values(vector));
        }
    }

    /// <summary>The position of the vector that a request names.</summary>
    public static int IndexOf(CollectionSchema schema, string name)
    {
        int index = schema.IndexOf(name);
        return index >= 0 ? index : throw new InvalidRequestException(
            $"Wrong input: Not existing vector name error: {(name.Length == 0 ? "\"\" (the unnamed vector)" : name)}");
    }

    /// <summary>Copies values into a row that the index takes.</summary>
    public static float[] ToRow(VectorSchema schema, IReadOnlyList<float> values)
    {
        string suffix = schema.Name.Length == 0 ? "" : $" for vector '{schema.Name}'";
        if (values.Count != schema.Dimensions)
            throw new InvalidRequestException(
                $"Wrong input: Vector dimension error: expected dim: {schema.Dimensions}, got {values.Count}{suffix}");
        float[] row = [.. values];
        int at = VectorMath.IndexOfNonFinite(row);
        if (at >= 0)
            throw new InvalidRequestException(
                $"Wrong input: Vector element {at} is {row[at]}, not a finite number{suffix}");
        if (schema.Metric == Metric.Cosine) Normalize(row, suffix);
        return row;
    }

    /// <summary>The stored vectors of a point, all of them or those a selector names.</summary>
    public static VectorsOutput Encode(CollectionSnapshot snapshot, uint offset, VectorsSelector? names)
    {
        CollectionSchema schema = snapshot.Schema;
        bool isUnnamed = schema.Vectors is [{ Name: "" }];
        var answer = new VectorsOutput();
        var named = new NamedVectorsOutput();
        for (int i = 0; i < schema.Vectors.Length; i++)
        {
            VectorSchema vector = schema.Vectors[i];
            if (names is not null && !names.Names.Contains(vector.Name)) continue;
            if (snapshot.ReadRow(i, offset) is not { } row) continue;
            var output = new VectorOutput { Dense = new DenseVector() };
            output.Dense.Data.AddRange(row);
            if (isUnnamed) answer.Vector = output;
            else named.Vectors.Add(vector.Name, output);
        }

        if (answer.Vector is null) answer.Vectors = named;
        return answer;
    }

    /// <summary>
    /// The values of a vector message in either of its forms: the oneof, or the flat field of older clients.
    /// </summary>
    private static RepeatedField<float> Values(Vector vector) => vector.VectorCase switch
    {
        Vector.VectorOneofCase.Dense => vector.Dense.Data,
        Vector.VectorOneofCase.None when vector.Indices is null && !vector.HasVectorsCount => vector.Data,
        Vector.VectorOneofCase.None or Vector.VectorOneofCase.Sparse or Vector.VectorOneofCase.MultiDense =>
            throw new UnavailableFeatureException("A sparse or multi-vector"),
        _ => throw new UnavailableFeatureException("Inference by the vector node"),
    };

    private static void Normalize(float[] row, string suffix)
    {
        if (!double.IsFinite(VectorMath.Length(row)) || (float)VectorMath.Length(row) > float.MaxValue)
            throw new InvalidRequestException($"Wrong input: The vector is too long to be normalised{suffix}");
        VectorMath.Normalize(row);
    }
}
