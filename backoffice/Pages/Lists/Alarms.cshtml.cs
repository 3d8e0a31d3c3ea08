using System.Globalization;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages.Lists;

/// <summary>A site's alarms, newest first: those that wait for somebody, or all with who acknowledged them.</summary>
public sealed class AlarmsModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    public Site? Site { get; private set; }

    public bool IsAll { get; private set; }

    public IReadOnlyList<AlarmRow> Alarms { get; private set; } = [];

    /// <summary>Where the next page goes on; null at the end.</summary>
    public string? Next { get; private set; }

    public IActionResult OnGet(string? site, string? all, string? after)
    {
        Site = visitor.FindSite(site);
        IsAll = all == "1";
        if (Site is null)
        {
            return site is null ? Page() : NotFound();
        }

        string[] parts = (after ?? "").Split('.');
        bool isPlace = parts.Length == 2 & long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long lastMs)
            & long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long id);
        IReadOnlyList<AlarmRow> alarms = app.Alarms(Site, !IsAll, isPlace ? (lastMs, id) : (long.MaxValue, long.MaxValue), PageSize + 1);
        Alarms = [.. alarms.Take(PageSize)];
        Next = alarms.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{Alarms[^1].LastUtcMs}.{Alarms[^1].Id}") : null;
        return Page();
    }

    /// <summary>Address of the open ones, or of all.</summary>
    public string Address(bool isAll) => $"/alarms?site={Uri.EscapeDataString(Site?.Name ?? "")}{(isAll ? "&all=1" : "")}";

    /// <summary>How it stands, in words.</summary>
    public string State(IStringLocalizer<ListTexts> words, AlarmRow one) => one.State switch
    {
        "Open" => words["Alarms.IsOpen"],
        "Held" => words["Alarms.IsHeld", one.By],
        "" => words["Alarms.OfACheck"],
        _ => words["Alarms.Acknowledged", one.By],
    };
}
