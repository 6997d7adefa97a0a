using System.Buffers;
using System.Buffers.Binary;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Log;

/// <summary>What a log says happened: fully decided, so that replaying it needs no state and no clock.</summary>
/// <remarks>
/// The first byte is the kind: 1 upsert · 2 delete · 3 create field index · 4 delete field index.
/// Counts and lengths are uint32, little-endian.
/// </remarks>
internal abstract class LogOperation
{
    public abstract void Write(IBufferWriter<byte> output);

    public static LogOperation Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new LogReader(bytes);
        return reader.ReadBytes(1)[0] switch
        {
            1 => UpsertOperation.Read(ref reader),
            2 => DeleteOperation.Read(ref reader),
            3 => new CreateFieldIndexOperation(reader.Rest.ToArray()),
            4 => new DeleteFieldIndexOperation(reader.Rest.ToArray()),
            byte kind => throw new InvalidDataException($"its kind {kind} is unknown"),
        };
    }

    protected static void Write(IBufferWriter<byte> output, byte value) => output.Write([value]);

    protected static void Write(IBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    protected static void Write(IBufferWriter<byte> output, PointKey key)
    {
        key.Write(output.GetSpan(PointKey.ByteCount));
        output.Advance(PointKey.ByteCount);
    }
}

/// <summary>Whole points: what they held before is replaced.</summary>
internal sealed class UpsertOperation(IReadOnlyList<StoredPoint> points) : LogOperation
{
    public IReadOnlyList<StoredPoint> Points { get; } = points;

    public override void Write(IBufferWriter<byte> output)
    {
        Write(output, (byte)1);
        Write(output, Points.Count);
        foreach (StoredPoint point in Points)
        {
            Write(output, point.Key);
            Write(output, point.Payload.Length);
            output.Write(point.Payload);
            Write(output, point.Vectors.Length);
            foreach (float[]? vector in point.Vectors)
            {
                Write(output, vector?.Length ?? 0);
                output.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()));
            }
        }
    }

    public static UpsertOperation Read(ref LogReader reader)
    {
        var points = new StoredPoint[reader.ReadCount()];
        for (int i = 0; i < points.Length; i++)
        {
            PointKey key = PointKey.Read(reader.ReadBytes(PointKey.ByteCount));
            byte[] payload = reader.ReadBytes(reader.ReadCount()).ToArray();
            var vectors = new float[]?[reader.ReadCount()];
            for (int v = 0; v < vectors.Length; v++)
            {
                int length = reader.ReadCount();
                if (length > 0) vectors[v] = reader.ReadFloats(length);
            }

            points[i] = new StoredPoint(key, payload, vectors);
        }

        return new UpsertOperation(points);
    }
}

/// <summary>Points that are no more.</summary>
internal sealed class DeleteOperation(IReadOnlyList<PointKey> keys) : LogOperation
{
    public IReadOnlyList<PointKey> Keys { get; } = keys;

    public override void Write(IBufferWriter<byte> output)
    {
        Write(output, (byte)2);
        Write(output, Keys.Count);
        foreach (PointKey key in Keys) Write(output, key);
    }

    public static DeleteOperation Read(ref LogReader reader)
    {
        var keys = new PointKey[reader.ReadCount()];
        for (int i = 0; i < keys.Length; i++) keys[i] = PointKey.Read(reader.ReadBytes(PointKey.ByteCount));
        return new DeleteOperation(keys);
    }
}

/// <summary>A field that gets an index; <see cref="Message"/> is a <c>qdrant.CreateFieldIndexCollection</c>.</summary>
internal sealed class CreateFieldIndexOperation(byte[] message) : LogOperation
{
    public byte[] Message { get; } = message;

    public override void Write(IBufferWriter<byte> output)
    {
        Write(output, (byte)3);
        output.Write(Message);
    }
}

/// <summary>A field that loses its index; <see cref="Field"/> is its path in UTF-8.</summary>
internal sealed class DeleteFieldIndexOperation(byte[] field) : LogOperation
{
    public byte[] Field { get; } = field;

    public override void Write(IBufferWriter<byte> output)
    {
        Write(output, (byte)4);
        output.Write(Field);
    }
}
