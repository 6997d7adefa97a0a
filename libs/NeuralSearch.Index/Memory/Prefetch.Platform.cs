using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuralSearch.Index;

/// <summary>
/// Starts to load memory that is read a little later. x86 only: .NET has no prefetch for other processors, where this
/// is nothing and only speed differs.
/// </summary>
internal static unsafe class Prefetch
{
    private const nuint CacheLineBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(void* start, nuint bytes)
    {
        if (!Sse.IsSupported) return;
        for (nuint i = 0; i < bytes; i += CacheLineBytes) Sse.Prefetch0((byte*)start + i);
    }
}
