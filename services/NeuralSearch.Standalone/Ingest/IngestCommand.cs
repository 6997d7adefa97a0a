using System.CommandLine;
using System.Runtime.InteropServices;
using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Standalone.Ingest;

/// <summary><c>neuralsearch ingest PATH…</c>: sends files and folders to a running server.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = $"Files ({FileKinds.Allowed}), or folders of them. A folder is a source: what is not in it "
                + "any more is deleted.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> url = ServerConnection.UrlOption();
        var collection = new Option<string>("--collection")
        {
            Description = "The collection that the documents go to.",
            HelpName = "C",
            DefaultValueFactory = _ => "documents",
        };
        var source = new Option<string?>("--source")
        {
            Description = "Name of the source; a file is the document NAME/path. Default: the folder's absolute path.",
            HelpName = "NAME",
        };
        var allowEmpty = new Option<bool>("--allow-empty")
        {
            Description = "Take a folder without files as it is: everything that was stored of it is deleted.",
        };

        var command = new Command(
            "ingest", "Store documents: Markdown, text and HTML files, and JSON lines with id, text and other fields.")
        {
            paths, url, collection, source, allowEmpty,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<Upload> uploads;
            try
            {
                uploads = UploadPlan.Make(
                    parsed.GetRequiredValue(paths), parsed.GetValue(source), parsed.GetValue(allowEmpty));
            }
            catch (WrongPathException wrong)
            {
                await Console.Error.WriteLineAsync($"neuralsearch: {wrong.Message}");
                return 2;
            }

            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, stop);
            using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, stop);
            return await ServerConnection.RunAsync(
                parsed.GetRequiredValue(url),
                server => SendAsync(new UploadSender(server, parsed.GetRequiredValue(collection)), uploads, stop.Token),
                stop.Token);
        });
        return command;
    }

    private static async Task<int> SendAsync(
        UploadSender sender, IReadOnlyList<Upload> uploads, CancellationToken cancellationToken)
    {
        int code = 0;
        foreach (Upload upload in uploads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = Math.Max(code, await sender.SendAsync(upload, cancellationToken));
        }

        return code;
    }

    /// <summary>The first signal ends the upload in order, a second one the process.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
}
