using System.Globalization;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Stations;
using ChargePointFw.Documents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>A charge point as the technician sees it.</summary>
/// <param name="ChargePoint">Which.</param>
/// <param name="Live">What it last said; null when it was not heard.</param>
/// <param name="Facts">What records and people say.</param>
/// <param name="Commands">The last ones, newest first.</param>
/// <param name="Alarms">What somebody should look at, newest first.</param>
/// <param name="Report">What its console said last; null when nobody asked since the back office started.</param>
/// <param name="Settings">What it is to run with over its own file; null where nothing was ever set from here.</param>
public sealed record Station(
    ChargePoint ChargePoint,
    LiveState? Live,
    StationFacts Facts,
    IReadOnlyList<CommandLine> Commands,
    IReadOnlyList<AlarmRow> Alarms,
    BoardReport? Report,
    SettingsVersion? Settings)
{
    /// <summary>What has become of them, by what it says itself: InForce, Refused or Waiting.</summary>
    public string SettingsState =>
        Settings is null || Live is null ? "Waiting"
            : Live.SettingsVersion == Settings.Version ? "InForce"
            : Live.RefusedSettings == Settings.Version ? "Refused"
            : "Waiting";
}

/// <summary>The technician's page: versions, link, faults with what to do, commands, dates that lapse, exchanges in steps.</summary>
public sealed class TechnicianModel(
    BackOfficeApp app, Visitor visitor, Registry registry, StationDesk desk, TimeProvider time, IStringLocalizer<Texts> texts) : PageModel
{
    private const int MostCommands = 5;
    private const int MostAlarms = 5;

    public DaySelection Day { get; private set; } = null!;

    public Wording Words { get; private set; } = null!;

    public IReadOnlyList<Station> Stations { get; private set; } = [];

    /// <summary>Why it could not be done; null when it was, or nothing was asked.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Address of this page.</summary>
    public string Address => "/technician?site=" + Uri.EscapeDataString(Day.Site.Name);

    public IActionResult OnGet(string? site) => Show(site) ? Page() : NotFound();

    public IActionResult OnPostExpiry(string? site, string? chargePoint, ExpiryKind kind, string? lastDay) => Do(site, chargePoint, one =>
    {
        bool isDay = DateOnly.TryParseExact(lastDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
        desk.SetExpiry(one, kind, isDay ? day : throw new RegistryException(Why.NoDay, lastDay ?? ""), visitor.Name);
    });

    public IActionResult OnPostClear(string? site, string? chargePoint, bool isMended) => Do(
        site, chargePoint, one => app.Commands.ClearFault(isMended ? one : throw new CommandException(new Refused(Why.NotMended)), visitor.Name));

    public IActionResult OnPostCare(string? site, string? chargePoint, CommandKind kind) => Do(site, chargePoint, one => app.Commands.Care(one, kind, visitor.Name));

    public IActionResult OnPostBegin(string? site, string? chargePoint, ExchangeKind kind) => Do(site, chargePoint, one => desk.Begin(one, kind, visitor.Name));

    public IActionResult OnPostEnd(string? site, string? chargePoint) => Do(site, chargePoint, one => desk.End(one, isDone: true, visitor.Name));

    public IActionResult OnPostGiveUp(string? site, string? chargePoint) => Do(site, chargePoint, one => desk.End(one, isDone: false, visitor.Name));

    /// <summary>What to do, as texts; empty when there is nothing.</summary>
    public static IEnumerable<string> Advice(Station station) =>
    [
        .. station.Live switch
        {
            null => ["Advice.NotHeard"],
            { IsLost: true } => ["Advice.Lost"],
            { Verdict: "DeniedMeterStale" or "DeniedMeterImplausible" or "DeniedClockUnknown" or "DeniedJournalFull" or "DeniedPlanSignatureBad" } live => ["Advice." + live.Verdict],
            _ => Array.Empty<string>(),
        },
        .. station.Live is { IsLost: false, Derating: "Derated" or "TooHot" or "SensorFailed" } hot ? ["Derating." + hot.Derating] : Array.Empty<string>(),
        .. station.Facts.IsFaultRaised ? ["Fault." + station.Facts.Fault] : Array.Empty<string>(),
    ];

    /// <summary>Text of what came of a command.</summary>
    public string Came(CommandLine command) => command.Result is { } result
        ? "Result." + result
        : command.ExpiresUtcMs > time.GetUtcNow().ToUnixTimeMilliseconds() ? "Result.Waiting" : "Result.None";

    private IActionResult Do(string? site, string? chargePoint, Action<ChargePoint> work)
    {
        if (!Show(site) || registry.FindChargePoint(Day.Site.Name, chargePoint ?? "") is not { } one)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        try
        {
            work(one);
            return LocalRedirect(Address + "#" + one.Name);
        }
        catch (RefusedException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            return Page();
        }
    }

    private bool Show(string? site)
    {
        if (visitor.FindSite(site) is not { } chosen)
        {
            return false;
        }

        Day = DaySelection.Of(chosen, null, time.GetUtcNow());
        Words = new Wording(texts, Day);
        Stations =
        [
            .. registry.ChargePointsOf(chosen).Select(one => new Station(
                one, app.Live.Of(one), desk.Read(one), app.Commands.Last(one, MostCommands), app.Alarms(one, MostAlarms), app.Live.Reports.Of(one), app.Settings.Newest(one))),
        ];
        return true;
    }
}
