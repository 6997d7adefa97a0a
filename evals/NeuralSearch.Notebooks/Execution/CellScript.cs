using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>
/// A cell's code cut into what the compiler takes and what it does not: references and magic commands are found by the
/// compiler's own parser (so that none is seen in a string) and taken out; the lines keep their numbers.
/// </summary>
internal static class CellScript
{
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <exception cref="MagicCommandException">A magic command that this runner has not.</exception>
    public static IReadOnlyList<ScriptPart> Split(string code)
    {
        var parts = new List<ScriptPart>();
        char[] text = code.ToCharArray();
        int start = 0;
        foreach (DirectiveTriviaSyntax directive in Directives(code))
        {
            switch (directive)
            {
                case ReferenceDirectiveTriviaSyntax reference:
                    Blank(text, directive.Span);
                    parts.Add(new ReferencePart(reference.File.ValueText));
                    break;
                case ShebangDirectiveTriviaSyntax:
                    Blank(text, directive.Span);
                    if (ReadMagic(directive.ToString().Trim()) is not { } import) break;
                    AddCode(parts, text, start, directive.Span.Start);
                    parts.Add(import);
                    start = directive.Span.End;
                    break;
            }
        }

        AddCode(parts, text, start, text.Length);
        return parts;
    }

    private static IEnumerable<DirectiveTriviaSyntax> Directives(string code) =>
        CSharpSyntaxTree.ParseText(code, ParseOptions).GetRoot().DescendantTrivia()
            .Where(trivia => trivia.IsDirective)
            .Select(trivia => (DirectiveTriviaSyntax)trivia.GetStructure()!);

    private static ImportPart? ReadMagic(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries);
        return words switch
        {
            ["#!csharp" or "#!c#"] => null, // the kernel there is
            ["#!import", var path] => new ImportPart(path.Trim('"')),
            _ => throw new MagicCommandException(
                $"'{line}' is a magic command that this runner has not. It has #!import FILE and #!csharp."),
        };
    }

    private static void AddCode(List<ScriptPart> parts, char[] text, int start, int end)
    {
        if (text.AsSpan(start, end - start).IsWhiteSpace()) return;
        var code = new StringBuilder();
        foreach (char c in text.AsSpan(0, start))
            if (c == '\n') code.Append(c);
        parts.Add(new CodePart(code.Append(text, start, end - start).ToString()));
    }

    private static void Blank(char[] text, TextSpan span)
    {
        for (int i = span.Start; i < span.End; i++)
            if (text[i] is not ('\r' or '\n')) text[i] = ' ';
    }
}
