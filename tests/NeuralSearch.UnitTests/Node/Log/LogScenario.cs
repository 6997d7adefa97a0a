using System.Buffers;
using NeuralSearch.Node.Log;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Log;

/// <summary>A write-ahead log of operations that carry nothing but bytes.</summary>
internal static class LogScenario
{
    /// <summary>Appends one frame with these operations.</summary>
    public static ulong Append(WriteAheadLog log, params ReadOnlySpan<byte[]> operations)
    {
        var batch = new LogBatch();
        foreach (byte[] operation in operations) batch.Add(new RawOperation(operation));
        return log.Append(batch);
    }

    public static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public static Opened Open(string folder)
    {
        var operations = new List<byte[]>();
        var cuts = new List<(string File, long Offset, long Bytes)>();
        WriteAheadLog log = WriteAheadLog.Open(
            folder,
            LogPosition.Start,
            (sequence, operation) =>
            {
                Assert.Equal((ulong)operations.Count + 1, sequence);
                operations.Add(operation.ToArray());
            },
            (file, offset, bytes) => cuts.Add((file, offset, bytes)));
        return new Opened(log, operations, cuts);
    }

    /// <summary>A log as it was found: what it replayed and what it cut.</summary>
    public sealed record Opened(
        WriteAheadLog Log, IReadOnlyList<byte[]> Operations, IReadOnlyList<(string File, long Offset, long Bytes)> Cuts)
        : IDisposable
    {
        public void Dispose() => Log.Dispose();
    }

    private sealed class RawOperation(byte[] bytes) : LogOperation
    {
        public override void Write(IBufferWriter<byte> output) => output.Write(bytes);
    }
}
