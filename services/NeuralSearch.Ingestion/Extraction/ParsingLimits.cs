using System.Diagnostics;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Bounds time and memory of parsing one Markdown file. Markdig bounds nesting, but takes time in the square of the
/// length for some inputs ("[a](" two hundred thousand times: minutes), up to 400 bytes of memory for a line or a mark
/// of three characters, and cannot be cancelled. These parsers stand before all others, take part in nothing, and end
/// the parsing from within.
/// </summary>
internal sealed class ParsingLimits(TimeSpan time, CancellationToken cancellationToken) : IMarkdownExtension
{
    /// <summary>Several thick books; with these limits a file takes some hundred megabytes at most.</summary>
    public const int MaxLines = 500_000;

    /// <summary>Most characters that may be markup within a line.</summary>
    public const int MaxMarks = 1_000_000;

    private readonly long _started = Stopwatch.GetTimestamp();
    private int _lines;
    private int _marks;

    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Insert(0, new BlockLimit(this));
        pipeline.InlineParsers.Insert(0, new InlineLimit(this));
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }

    private void Check()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(_started) > time)
        {
            throw new DocumentRefusedException(
                $"the Markdown takes longer than {time.TotalSeconds:0.#} s to read; no ordinary text does");
        }

        if (_lines > MaxLines || _marks > MaxMarks)
        {
            throw new DocumentRefusedException(
                $"the Markdown has more than {MaxLines} lines or {MaxMarks} marks of markup; split the file");
        }
    }

    /// <summary>Asked at every line.</summary>
    private sealed class BlockLimit(ParsingLimits limits) : BlockParser
    {
        public override BlockState TryOpen(BlockProcessor processor)
        {
            limits._lines = processor.LineIndex;
            limits.Check();
            return BlockState.None;
        }
    }

    /// <summary>Asked at every character that can be markup.</summary>
    private sealed class InlineLimit : InlineParser
    {
        private readonly ParsingLimits _limits;

        public InlineLimit(ParsingLimits limits)
        {
            _limits = limits;
            OpeningCharacters = ['[', ']', '!', '(', '*', '_', '`', '<', '&', '~', '^', '=', '+', '|', '\\'];
        }

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            _limits._marks++;
            _limits.Check();
            return false;
        }
    }
}
