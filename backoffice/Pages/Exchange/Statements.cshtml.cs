using System.Globalization;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Exchange;

/// <summary>Leads to a month's statement of a site; the back office also to those of programmes and fleets.</summary>
public sealed class StatementsModel(BackOfficeApp app, Visitor visitor, TimeProvider time) : PageModel
{
    /// <summary>Every statement that this visitor may have, by kind.</summary>
    public IReadOnlyList<(StatementKind Kind, string Name)> Choices { get; private set; } = [];

    /// <summary>The month before this one, at the visitor's first site.</summary>
    public string LastMonth { get; } = TimeZoneInfo.ConvertTime(time.GetUtcNow(), visitor.Zone).AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Why there is no statement; null when none was asked for.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Who sees the whole of a programme or fleet: a dealer has the own sites' statements.</summary>
    public static bool SeesAll(Person? person) => person is { Role: Roles.BackOffice or Roles.Administrator or Roles.Auditor };

    public IActionResult OnGet(string? of, string? month)
    {
        Choices =
        [
            .. visitor.Sites.Select(site => (StatementKind.Site, site.Name)),
            .. SeesAll(visitor.Person) ? app.Statements.Programmes().Select(name => (StatementKind.Programme, name)) : [],
            .. SeesAll(visitor.Person) ? app.Statements.Fleets(visitor.Sites).Select(name => (StatementKind.Fleet, name)) : [],
        ];
        if (of is null)
        {
            return Page();
        }

        try
        {
            _ = ExportPeriod.Month(month);
            return Choices.Any(one => ValueOf(one) == of) ? LocalRedirect($"/statements/{of}/{month}") : NotFound();
        }
        catch (RegistryException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
    }

    /// <summary>A choice as addresses have it.</summary>
    public static string ValueOf((StatementKind Kind, string Name) one) => $"{one.Kind.ToString().ToLowerInvariant()}/{Uri.EscapeDataString(one.Name)}";
}
