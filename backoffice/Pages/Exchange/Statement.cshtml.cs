using System.Globalization;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Exchange;

/// <summary>A month's statement on paper: the browser's print makes a PDF of it. It says the same to whoever opens it, to the last byte.</summary>
public sealed class StatementModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    public Statement Made { get; private set; } = null!;

    /// <summary>The clock of what is about no single site.</summary>
    public TimeZoneInfo Zone => Made.Subject.Sites.Count > 0 ? Made.Subject.Sites[0].Zone : TimeZoneInfo.Utc;

    public IActionResult OnGet(string kind, string name, string month)
    {
        bool isKind = Enum.TryParse(kind, ignoreCase: true, out StatementKind which) && Enum.IsDefined(which) && !char.IsAsciiDigit(kind[0]);
        if (!isKind || (which != StatementKind.Site && !StatementsModel.SeesAll(visitor.Person)))
        {
            return NotFound();
        }

        try
        {
            Made = app.Statements.Make(app.Statements.Subject(which, name, visitor.Sites), ExportPeriod.Month(month));
            return Page();
        }
        catch (RegistryException)
        {
            return NotFound(); // not there, or not this visitor's
        }
    }

    /// <summary>CO2 in kg with every gram, rounded once; a dash while a factor is missing.</summary>
    public static string Kilograms(decimal? grams) =>
        grams is { } known ? (Math.Round(known, MidpointRounding.AwayFromZero) / 1000m).ToString("#,0.000", CultureInfo.InvariantCulture) : "–";

    /// <summary>A sum over all sites; null while one of them is.</summary>
    public static decimal? Sum(IEnumerable<decimal?> parts) => parts.Aggregate((decimal?)0, (sum, one) => sum + one);

    /// <summary>Money by currency.</summary>
    public static string Money(StatementSum sum) => sum.Money.Count == 0
        ? "–" : string.Join(" + ", sum.Money.Select(one => Sessions.SessionWords.Price(one.Value, one.Key)));
}
