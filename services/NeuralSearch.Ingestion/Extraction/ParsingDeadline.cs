using System.Diagnostics;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Bounds the time of parsing one Markdown file. Markdig bounds nesting, but takes time in the square of the length for
/// some inputs ("[a](" two hundred thousand times: minutes), and cannot be cancelled. These parsers stand before all
/// others, take part in nothing, and end the parsing from within when time is up.
/// </summary>
internal sealed class ParsingDeadline(TimeSpan limit) : IMarkdownExtension
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Insert(0, new BlockClock(this));
        pipeline.InlineParsers.Insert(0, new InlineClock(this));
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }

    private void Check()
    {
        if (Stopwatch.GetElapsedTime(_started) > limit)
        {
            throw new DocumentRefusedException(
                $"the Markdown takes longer than {limit.TotalSeconds:0.#} s to read; no ordinary text does");
        }
    }

    /// <summary>Asked at every line.</summary>
    private sealed class BlockClock(ParsingDeadline deadline) : BlockParser
    {
        public override BlockState TryOpen(BlockProcessor processor)
        {
            deadline.Check();
            return BlockState.None;
        }
    }

    /// <summary>Asked at every character that can be markup.</summary>
    private sealed class InlineClock : InlineParser
    {
        private readonly ParsingDeadline _deadline;

        public InlineClock(ParsingDeadline deadline)
        {
            _deadline = deadline;
            OpeningCharacters = ['[', ']', '!', '(', '*', '_', '`', '<', '&', '~', '^', '=', '+', '|', '\\', '\n'];
        }

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            _deadline.Check();
            return false;
        }
    }
}
