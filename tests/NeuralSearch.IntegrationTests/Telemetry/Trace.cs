namespace NeuralSearch.IntegrationTests.Telemetry;

/// <summary>The spans of one trace, to be walked from its root.</summary>
internal sealed record Trace(OtlpSpan Root, OtlpSpan[] Spans)
{
    /// <summary>Whether every span but the root has its parent among them.</summary>
    public bool IsComplete => Spans.All(span => span == Root || Spans.Any(other => other.SpanId == span.ParentId));

    /// <summary>Walks from the root, which is a server's, down spans of these names.</summary>
    public At Path(string service, params string[] names)
    {
        Assert.Equal(SpanKind.Server, Root.Kind);
        return new At(this, [Root]).Path(service, names);
    }

    public override string ToString() => string.Join('\n', Describe(Root, 0));

    private IEnumerable<string> Describe(OtlpSpan span, int depth) =>
        Spans.Where(child => child.ParentId == span.SpanId).SelectMany(child => Describe(child, depth + 1))
            .Prepend($"{new string(' ', depth * 2)}{span.Service}: {span.Name} ({span.Kind})");

    /// <summary>Spans that a path has led to: there may be several of the same name.</summary>
    internal sealed record At(Trace Trace, OtlpSpan[] Found)
    {
        /// <summary>Walks down spans of one service; fails when a step is missing.</summary>
        public At Path(string service, params string[] names)
        {
            OtlpSpan[] found = Found;
            foreach (string name in names)
            {
                found =
                [
                    .. Trace.Spans.Where(span => span.Name == name && span.Service == service
                        && found.Any(parent => parent.SpanId == span.ParentId)),
                ];
                Assert.True(found.Length > 0, $"No span '{name}' of '{service}' at its place in\n{Trace}");
            }

            return new At(Trace, found);
        }
    }
}
