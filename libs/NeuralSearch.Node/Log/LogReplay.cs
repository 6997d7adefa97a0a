using System.Buffers.Binary;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Log;

/// <summary>Reads a log file back and tells an unfinished last write from damage.</summary>
internal static class LogReplay
{
    public delegate void Apply(ulong sequence, ReadOnlySpan<byte> operation);

    /// <summary>Where the valid frames end, and how many bytes of an unfinished write follow.</summary>
    public readonly record struct Result(ulong NextSequence, long Offset, long TornBytes);

    public static Result Read(string path, bool isLast, ulong nextSequence, Apply apply)
    {
        byte[] content = File.ReadAllBytes(path);

        LogFile.CheckHeader(path, content);
        int at = LogFile.HeaderBytes;
        while (at < content.Length
            && LogFrame.TryRead(content.AsSpan(at), out ReadOnlySpan<byte> body, out ulong first, out int count))
        {
            if (first != nextSequence)
                throw new CorruptionException(path, at, $"operation {nextSequence} is missing, {first} follows");
            Span<byte> operations = content.AsSpan(at + LogFrame.HeaderBytes, body.Length);
            LogFrame.Mask(operations, first);
            Replay(path, at, operations, count, ref nextSequence, apply);
            at += (int)LogFrame.LengthOf(operations.Length);
        }

        ReadOnlySpan<byte> rest = content.AsSpan(at);
        if (LogFrame.IsUnwritten(rest)) return new Result(nextSequence, at, 0);
        if (!isLast) throw new CorruptionException(path, at, "an earlier file of the log ends in a damaged frame");
        if (LogFrame.HasLater(rest, nextSequence))
            throw new CorruptionException(path, at, "a damaged frame is followed by a valid one");
        if (!LogFrame.IsTorn(content, at))
            throw new CorruptionException(path, at, "the last frame was written in full and is damaged");
        return new Result(nextSequence, at, rest.LastIndexOfAnyExcept((byte)0) + 1);
    }

    private static void Replay(
        string path, int at, ReadOnlySpan<byte> body, int count, ref ulong sequence, Apply apply)
    {
        for (int i = 0; i < count; i++)
        {
            int length = body.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(body);
            if (length < 0 || length > body.Length - sizeof(int))
                throw new CorruptionException(path, at, $"operation {sequence} is longer than its frame");
            try
            {
                apply(sequence, body.Slice(sizeof(int), length));
            }
            catch (Exception error) when (error is InvalidDataException or ArgumentException)
            {
                throw new CorruptionException(path, at, $"operation {sequence} cannot be applied: {error.Message}");
            }

            sequence++;
            body = body[(sizeof(int) + length)..];
        }
    }
}
