using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace NeuralSearch.Query.Http;

/// <summary>
/// The search page: files embedded in this assembly, served from <c>/</c>. A browser asks again each time (no-cache)
/// and gets 304 by ETag, so that a new version is seen at once and an old one costs nothing.
/// </summary>
internal static class SearchPage
{
    public static void UseSearchPage(this WebApplication app)
    {
        var files = new ManifestEmbeddedFileProvider(typeof(SearchPage).Assembly, "Page");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
