using System.Globalization;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>The dealer's page: each charge point of a site now, live; start, stop, out of service and back.</summary>
public sealed class SiteModel(
    Visitor visitor, Registry registry, LiveChargePoints live, Database database, ChargePointCommands commands, TimeProvider time, IStringLocalizer<Texts> texts) : PageModel
{
    private readonly SiteNow now = new(database, registry, live, commands);

    public DaySelection Day { get; private set; } = null!;

    public Wording Words { get; private set; } = null!;

    public IReadOnlyList<StationNow> Stations { get; private set; } = [];

    public IReadOnlyList<MemberCard> Cards { get; private set; } = [];

    public bool MayBeGuest { get; private set; }

    /// <summary>Why it could not be asked; null when it was, or nothing was.</summary>
    public string? Refusal { get; private set; }

    public IActionResult OnGet(string? site) => Show(site) ? Page() : NotFound();

    /// <summary>A button was pressed: what, which charge point, which session, separated by blanks. The card stands in the field of the charge point.</summary>
    public IActionResult OnPost(string? site, string? press)
    {
        if (!Show(site))
        {
            return NotFound();
        }

        string[] parts = (press ?? "").Split(' ');
        ChargePoint? chargePoint = parts.Length == 3 ? registry.FindChargePoint(Day.Site.Name, parts[1]) : null;
        bool isNumber = long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long session);
        if (chargePoint is null || !isNumber)
        {
            return BadRequest();
        }

        try
        {
            Do(chargePoint, parts[0], session);
            return LocalRedirect(Address);
        }
        catch (CommandException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            return Page();
        }
    }

    /// <summary>Address of this page.</summary>
    public string Address => "/site?site=" + Uri.EscapeDataString(Day.Site.Name);

    /// <summary>Text of what came of a command.</summary>
    public string Came(CommandLine command) => command.Result is { } result
        ? "Result." + result
        : command.ExpiresUtcMs > time.GetUtcNow().ToUnixTimeMilliseconds() ? "Result.Waiting" : "Result.None";

    private void Do(ChargePoint chargePoint, string what, long session) => _ = what switch
    {
        "start" => commands.Start(chargePoint, Card(Request.Form["card." + chargePoint.Name].ToString()), visitor.Name),
        "stop" => commands.Stop(chargePoint, session, visitor.Name),
        "available" => commands.SetAvailable(chargePoint, true, visitor.Name),
        "unavailable" => commands.SetAvailable(chargePoint, false, visitor.Name),
        _ => throw new CommandException(new Refused(Why.UnknownCommand, what)),
    };

    // Only a card of the list, or a guest where guests may be.
    private long Card(string chosen)
    {
        if (chosen == "guest" && MayBeGuest)
        {
            return ChargePointCommands.GuestToken();
        }

        bool isHash = long.TryParse(chosen, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hash);
        return isHash && Cards.Any(card => card.TokenHash == hash) ? hash : throw new CommandException(new Refused(Why.CardNotListed));
    }

    private bool Show(string? site)
    {
        if (visitor.FindSite(site) is not { } chosen)
        {
            return false;
        }

        Day = DaySelection.Of(chosen, null, time.GetUtcNow());
        Words = new Wording(texts, Day);
        Stations = now.Stations(Day);
        (Cards, MayBeGuest) = now.Cards(chosen, time.GetUtcNow());
        return true;
    }
}
