using System.Globalization;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Exchange;

/// <summary>
/// Tables for others, of the visitor's sites. A file is made whole before its first byte goes out, so that nobody holds half of one; who
/// took what stands in the audit trail.
/// </summary>
public sealed class ExportsModel(BackOfficeApp app, Visitor visitor, Database database, TimeProvider time) : PageModel
{
    /// <summary>Files that are made at once; whoever comes then is asked to come again.</summary>
    private const int MostAtOnce = 2;

    private static readonly SemaphoreSlim making = new(MostAtOnce);

    /// <summary>Letters that CP932 does not have stand by their numbers: how many, for whoever reads headers.</summary>
    public const string NamedLettersHeader = "X-Named-Letters";

    /// <summary>Why there is no file; null when there is, or none was asked for.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The month before this one, at the visitor's first site.</summary>
    public string LastMonth { get; } = TimeZoneInfo.ConvertTime(time.GetUtcNow(), visitor.Zone).AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public void OnGet()
    {
    }

    public IActionResult OnGetFile(string? site, ExportKind kind, ExportFormat format, string? month, string? firstDay, string? lastDay)
    {
        Site? chosen = string.IsNullOrEmpty(site) ? null : visitor.FindSite(site);
        if (chosen is null && !string.IsNullOrEmpty(site))
        {
            return NotFound();
        }

        try
        {
            var request = new ExportRequest(kind, format, chosen is null ? visitor.Sites : [chosen], ExportPeriod.Of(month, firstDay, lastDay));
            return ModelState.IsValid ? Make(request) : BadRequest();
        }
        catch (RegistryException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
    }

    private IActionResult Make(ExportRequest request)
    {
        if (!making.Wait(0, HttpContext.RequestAborted))
        {
            Response.Headers.RetryAfter = "60";
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        FileStream file = Scratch();
        try
        {
            ExportResult done = app.Exports.Write(request, file, progress: null, HttpContext.RequestAborted);
            database.Write((connection, transaction) => app.Audit.Add(
                connection, transaction, visitor.Name, AuditAction.Exported, request.FileName, after: done.Rows.ToString(CultureInfo.InvariantCulture)));
            Response.Headers[NamedLettersHeader] = done.NamedLetters.ToString(CultureInfo.InvariantCulture);
            file.Position = 0;
            return File(file, request.Format switch
            {
                ExportFormat.JsonLines => "application/jsonl",
                ExportFormat.CsvCp932 => "text/csv; charset=shift_jis",
                _ => "text/csv; charset=utf-8",
            }, request.FileName);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            making.Release();
        }
    }

    // Gone with its last handle; nobody else may open it.
    private static FileStream Scratch()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"cpfw-export-{Guid.NewGuid():N}"), options);
    }
}
