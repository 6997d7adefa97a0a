using System.CommandLine;

namespace NeuralSearch.Standalone.Ingest;

/// <summary><c>neuralsearch ingest FILE.jsonl…</c>: sends files to a running server.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "JSON-lines files (.jsonl, .ndjson; .gz is sent as it is), or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> url = ServerConnection.UrlOption();
        var collection = new Option<string>("--collection")
        {
            Description = "The collection that the documents go to.",
            HelpName = "C",
            DefaultValueFactory = _ => "documents",
        };

        var command = new Command(
            "ingest", "Store documents: one JSON object a line, with id, text and any other fields.")
        {
            paths, url, collection,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<string>? files = await DocumentFiles.FindAsync(parsed.GetRequiredValue(paths));
            if (files is null) return 2;
            return await ServerConnection.RunAsync(parsed.GetRequiredValue(url), async server =>
            {
                int code = 0;
                foreach (string file in files)
                {
                    var upload = new DocumentUpload(server, parsed.GetRequiredValue(collection));
                    code = Math.Max(code, await upload.SendAsync(file, cancellationToken));
                }

                return code;
            }, cancellationToken);
        });
        return command;
    }
}
