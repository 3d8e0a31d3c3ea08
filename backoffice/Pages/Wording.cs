using System.Globalization;
using System.Numerics;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Planning;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>Plain words for what the formats name: states with their reason, claims, energies, times at the site.</summary>
public sealed class Wording(IStringLocalizer<Texts> texts, DaySelection day)
{
    public string this[string key] => texts[key];

    /// <summary>A word of the formats in plain language; unknown ones as they are.</summary>
    public string Of(string kind, string word)
    {
        if (word.Length == 0)
        {
            return "";
        }

        LocalizedString text = texts[kind + "." + word];
        return text.ResourceNotFound ? word : text;
    }

    /// <summary>What the charge point does and, if it waits, for what and until when.</summary>
    public string State(LiveState? live)
    {
        if (live is null)
        {
            return texts["Live.NotHeard"];
        }

        if (live.IsLost)
        {
            return string.Format(CultureInfo.InvariantCulture, texts["Live.Lost"], Clock(live.LastContactUtc));
        }

        string state = live.State switch
        {
            _ when live is { Connector: "Faulted", Fault: not ("" or "None") } => $"{Of("Connector", live.Connector)}: {Of("Fault", live.Fault)}",
            "Idle" when live.Connector is "Faulted" or "Unavailable" => Of("Connector", live.Connector),
            "Charging" when live.Claim == "none" => texts["State.ChargingGuest"],
            "SuspendedEVSE" => Of("Verdict", live.Verdict),
            _ => Of("State", live.State),
        };
        bool isWaiting = live.State is "SuspendedEVSE" or "Idle" && live.Verdict.Length > 0 && live.Verdict != "Allowed" && live.UntilUtc is not null;
        return isWaiting
            ? state + string.Format(
                CultureInfo.InvariantCulture,
                texts[live.State == "Idle" ? "Live.AvailableFrom" : "Live.ContinuesAt"],
                Clock(live.UntilUtc!.Value, withSeconds: false))
            : state;
    }

    /// <summary>The colour group of a state: charging, waiting, free, trouble.</summary>
    public static string Tone(LiveState? live) => live switch
    {
        null => "unheard",
        { IsLost: true } or { Connector: "Faulted" } => "trouble",
        { State: "Charging", Claim: "none" } => "guest",
        { State: "Charging" } => "charging",
        { State: "SuspendedEVSE" or "SuspendedEV" or "EVConnected" } => "waiting",
        _ => "free",
    };

    /// <summary>kWh with every Wh shown, so that columns add up to the eye.</summary>
    public static string Energy(long energyWh) => (energyWh / 1000m).ToString("0.000", CultureInfo.InvariantCulture);

    public static string Power(long powerW) => (powerW / 1000m).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>For the drawing: a short decimal with a point.</summary>
    public static string Place(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Time of day at the site.</summary>
    public string Clock(DateTimeOffset instant, bool withSeconds = true) =>
        day.Local(instant).ToString(withSeconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Time of day at the site; "unknown" for 0, and with the date when it is another day.</summary>
    public string Clock(long utcMs)
    {
        if (utcMs == 0)
        {
            return texts["Time.Unknown"];
        }

        DateTimeOffset local = day.Local(DateTimeOffset.FromUnixTimeMilliseconds(utcMs));
        return local.ToString(DateOnly.FromDateTime(local.DateTime) == day.Day ? "HH:mm:ss" : "MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>For the attribute that programs read.</summary>
    public static string Machine(long utcMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(utcMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Date and time on a clock, for pages that are about no single site.</summary>
    public static string Local(long utcMs, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(utcMs), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>From a start to the end of its interval.</summary>
    public string Interval(long startMs)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startMs);
        return Clock(start, withSeconds: false) + "–" + Clock(start.AddMinutes(day.Site.IntervalMinutes), withSeconds: false);
    }

    /// <summary>Minutes of a session, begun ones counted, as the programme bills them.</summary>
    public static string Minutes(SessionLine session) =>
        session.StartedMs == 0 || session.EndedMs is not > 0
            ? ""
            : ((session.EndedMs.Value - session.StartedMs + 59_999) / 60_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>What may be said of a session: of a member's nothing before all of its intervals are settled.</summary>
    public string Claim(SessionLine session)
    {
        bool isSettled = session.EndedMs is not null && session.CoveredIntervals > 0 && session.SettledIntervals >= session.CoveredIntervals;
        return session.Claim != "renewable" || !isSettled
            ? Of("Claim", session.Claim)
            : Settled(session.Wording, session.ShortWh > 0, session.IsFinal == 1);
    }

    /// <summary>What may be said of an interval.</summary>
    public string Claim(SupplyLine line) =>
        line.MatchedWh is null
            ? line.CoveredWh > 0 ? texts["Settled.Before"] : ""
            : Settled(line.Wording, line.ShortWh > 0, line.IsFinal == 1);

    private string Settled(string wording, bool isShort, bool isFinal)
    {
        string said = texts["Settled." + wording];
        said = isShort && wording != "None" ? texts["Settled.InPart", said] : said;
        return isFinal ? said : texts["Settled.Provisional", said];
    }

    /// <summary>Days of the week, Monday first, as the formats name them.</summary>
    public static IEnumerable<string> Days => Enum.GetValues<Weekdays>().Where(day => BitOperations.IsPow2((int)day)).Select(day => day.ToString());

    /// <summary>What a rule says.</summary>
    public string Rule(RuleLine line) => line switch
    {
        { Window: { } window } => Windows(Days.Where(day => window.Days.HasFlag(Enum.Parse<Weekdays>(day))), window.Hours),
        { Rule: "Reservation" } => texts["Rule.ReservationIs", Energy(line.Value), Clock(line.FromMs), Clock(line.UntilMs)],
        _ => Rule(line.Rule, line.Value.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>What staff ask of the desk.</summary>
    public string Asked(DeskForm form) => form.What switch
    {
        "weight" => texts["Asked", Of("Rule", "Weight"), form.ChargePoint + ", " + form.Value],
        "reservation" => texts["Asked", Of("Rule", "Reservation"), $"{form.ChargePoint}, {form.Value} Wh, {form.From} – {form.Until}"],
        "windows" => texts["Asked", Of("Rule", form.Kind), Of("Rule.Mode", form.Mode) + (form.Mode == "lift" ? "" : " " + Windows(form.Days, form.Hours))],
        "rule" => texts["Asked", Of("Rule", form.Kind), Rule(form.Kind, form.Value)],
        "undo" => texts["Asked", texts["Undo.Title"], form.Value],
        "settle" => texts["Asked", texts["Settle.Title"], $"{form.From} – {form.Until}" + (form.Final ? ", " + texts["Settle.Final"] : "")],
        _ => form.What,
    };

    private string Rule(string rule, string value) =>
        rule is "Rebalance" or "FollowDemand" && (value is "0" or "1") ? texts["Rule.Is" + value] : value;

    private string Windows(IEnumerable<string> days, string hours) => string.Join(" ", days.Select(day => Of("Day", day))) + " " + hours;

    /// <summary>How a session stands, or why it ended.</summary>
    public string Outcome(SessionLine session) => session switch
    {
        { EndedMs: not null } => Of("Stopped", session.StoppedReason),
        { State: "Charging", Claim: "none" } => texts["State.ChargingGuest"],
        _ => Of("State", session.State),
    };
}
