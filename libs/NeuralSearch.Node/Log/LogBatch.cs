using System.Buffers;
using System.Buffers.Binary;

namespace NeuralSearch.Node.Log;

/// <summary>The operations of one group commit, laid out as the frame that will be written.</summary>
internal sealed class LogBatch
{
    private readonly ArrayBufferWriter<byte> _frame = new();

    public LogBatch() => Clear();

    public int Count { get; private set; }

    public int ByteCount => _frame.WrittenCount;

    public void Add(LogOperation operation)
    {
        int start = _frame.WrittenCount;
        _frame.GetSpan(sizeof(int));
        _frame.Advance(sizeof(int));
        operation.Write(_frame);
        BinaryPrimitives.WriteInt32LittleEndian(Written(start), _frame.WrittenCount - start - sizeof(int));
        Count++;
    }

    /// <summary>Pads the frame, fills its header and footer and returns it.</summary>
    public ReadOnlySpan<byte> Seal(ulong firstSequence)
    {
        int bodyBytes = _frame.WrittenCount - LogFrame.HeaderBytes;
        int rest = checked((int)LogFrame.LengthOf(bodyBytes)) - _frame.WrittenCount;
        _frame.GetSpan(rest)[..rest].Clear();
        _frame.Advance(rest);
        LogFrame.Seal(Written(0), bodyBytes, firstSequence, Count);
        return _frame.WrittenSpan;
    }

    public void Clear()
    {
        _frame.ResetWrittenCount();
        _frame.GetSpan(LogFrame.HeaderBytes);
        _frame.Advance(LogFrame.HeaderBytes);
        Count = 0;
    }

    // The writer only hands out what is free; the bytes already written are reached through its memory.
    private Span<byte> Written(int start) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(_frame.WrittenMemory).Span[start..];
}
