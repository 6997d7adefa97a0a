using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace NeuralSearch.Inference;

/// <summary>Reads a text as the words and punctuation marks that BERT's uncased WordPiece looks up.</summary>
/// <remarks>
/// Equals Hugging Face's BertNormalizer (clean, part ideographs, decompose, strip accents, lower case: in this order)
/// and BertPreTokenizer (part at white space, isolate punctuation). It works in chunks that end at a space, where
/// decomposition cannot reach across, so a long text costs no more memory than its longest run without a space, and a
/// reader that stops early has not touched the rest. Buffers come from the pool: dispose it. Not thread-safe.
/// </remarks>
internal ref struct BertWordReader
{
    private const int ChunkChars = 512;

    private ReadOnlySpan<char> _rest;
    private char[] _clean = ArrayPool<char>.Shared.Rent(2 * ChunkChars);
    private char[] _chunk = ArrayPool<char>.Shared.Rent(4 * ChunkChars);
    private int _chunkLength;
    private int _position;

    public BertWordReader(ReadOnlySpan<char> text) => _rest = text;

    public readonly void Dispose()
    {
        ArrayPool<char>.Shared.Return(_clean);
        ArrayPool<char>.Shared.Return(_chunk);
    }

    /// <summary>The next word or punctuation mark, lower case; it is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<char> word)
    {
        while (!TryReadFromChunk(out word))
            if (!FillChunk())
                return false;
        return true;
    }

    private bool TryReadFromChunk(out ReadOnlySpan<char> word)
    {
        ReadOnlySpan<char> chunk = _chunk.AsSpan(0, _chunkLength);
        while (_position < chunk.Length && chunk[_position] == ' ') _position++;

        int start = _position;
        while (_position < chunk.Length && chunk[_position] != ' ')
        {
            Rune rune = Decode(chunk[_position..], out int length);
            if (BertCharacters.IsPunctuation(rune))
            {
                if (_position == start) _position += length;
                break;
            }

            _position += length;
        }

        word = chunk[start.._position];
        return word.Length > 0;
    }

    /// <summary>Cleans, decomposes and lower-cases the next chunk; false at the end of the text.</summary>
    private bool FillChunk()
    {
        if (_rest.IsEmpty) return false;

        int length = CleanChunk(out bool ascii);
        _position = 0;
        if (ascii)
        {
            if (_chunk.Length < length) Grow(ref _chunk, length);
            Ascii.ToLower(_clean.AsSpan(0, length), _chunk, out _chunkLength);
            return true;
        }

        while (!_clean.AsSpan(0, length).TryNormalize(_chunk, out _chunkLength, NormalizationForm.FormD))
            Grow(ref _chunk, 2 * _chunk.Length);
        _chunkLength = StripAccentsAndLower(_chunk.AsSpan(0, _chunkLength));
        return true;
    }

    private int CleanChunk(out bool ascii)
    {
        int length = 0;
        ascii = true;
        while (!_rest.IsEmpty)
        {
            Rune rune = Decode(_rest, out int consumed);
            _rest = _rest[consumed..];
            if (BertCharacters.IsDeleted(rune)) continue;
            if (length + 4 > _clean.Length) Grow(ref _clean, 2 * _clean.Length, length);

            bool space = Rune.IsWhiteSpace(rune);
            if (space)
            {
                _clean[length++] = ' ';
            }
            else if (rune.IsAscii)
            {
                _clean[length++] = (char)rune.Value;
            }
            else
            {
                ascii = false;
                space = BertCharacters.IsIdeograph(rune);
                if (space) _clean[length++] = ' ';
                length += Normalizable(rune).EncodeToUtf16(_clean.AsSpan(length));
                if (space) _clean[length++] = ' ';
            }

            if (space && length >= ChunkChars) break;
        }

        return length;
    }

    /// <summary>
    /// .NET refuses to normalise U+FFFE; its neighbour is as unassigned and as unknown to any vocabulary.
    /// </summary>
    private static Rune Normalizable(Rune rune) => rune.Value == 0xFFFE ? new Rune(0xFFFF) : rune;

    /// <summary>In place: a lower-case letter takes as many UTF-16 units as its upper case.</summary>
    private static int StripAccentsAndLower(Span<char> text)
    {
        int written = 0;
        for (int read = 0; read < text.Length;)
        {
            Rune rune = Decode(text[read..], out int consumed);
            read += consumed;
            if (BertCharacters.IsAccent(rune)) continue;

            Rune lower = Rune.ToLowerInvariant(rune);
            Debug.Assert(lower.Utf16SequenceLength == rune.Utf16SequenceLength);
            written += lower.EncodeToUtf16(text[written..]);
        }

        return written;
    }

    private static Rune Decode(ReadOnlySpan<char> text, out int consumed)
    {
        if (char.IsAscii(text[0]))
        {
            consumed = 1;
            return new Rune(text[0]);
        }

        Rune.DecodeFromUtf16(text, out Rune rune, out consumed);
        return rune;
    }

    private static void Grow(ref char[] buffer, int minimum, int keep = 0)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(minimum);
        buffer.AsSpan(0, keep).CopyTo(larger);
        ArrayPool<char>.Shared.Return(buffer);
        buffer = larger;
    }
}
