using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>What staff ask of the supply desk: a rule, an undo, a settlement. Which fields count follows from <see cref="What"/>.</summary>
public sealed class DeskForm
{
    // An empty field is bound as null.

    /// <summary>"weight", "reservation", "windows", "rule", "undo" or "settle".</summary>
    public string What { get; set => field = value ?? ""; } = "";

    /// <summary>Who asks: whoever is signed in.</summary>
    [BindNever]
    public string By { get; set; } = "";

    public string ChargePoint { get; set => field = value ?? ""; } = "";

    /// <summary>A <see cref="SiteRule"/> or a <see cref="WindowKind"/>.</summary>
    public string Kind { get; set => field = value ?? ""; } = "";

    /// <summary>A whole number: weight, Wh, the rule's value, the import.</summary>
    public string Value { get; set => field = value ?? ""; } = "";

    /// <summary>On the site's clock, yyyy-MM-ddTHH:mm.</summary>
    public string From { get; set => field = value ?? ""; } = "";

    /// <summary>On the site's clock, exclusive.</summary>
    public string Until { get; set => field = value ?? ""; } = "";

    /// <summary>Of windows: "add", "replace" or "lift".</summary>
    public string Mode { get; set => field = value ?? ""; } = "";

    /// <summary>Names of <see cref="Weekdays"/>.</summary>
    public string[] Days { get; set => field = value ?? []; } = [];

    /// <summary>Of a window, for instance 22:00-06:00.</summary>
    public string Hours { get; set => field = value ?? ""; } = "";

    /// <summary>Settle for good.</summary>
    public bool Final { get; set; }

    /// <summary>Charge points that a final settlement does not wait for.</summary>
    public string[] Without { get; set => field = value ?? []; } = [];

    /// <summary>Everything that was asked, to be asked again word for word.</summary>
    public IEnumerable<(string Name, string Value)> Fields =>
    [
        (nameof(What), What), (nameof(ChargePoint), ChargePoint), (nameof(Kind), Kind), (nameof(Value), Value), (nameof(From), From),
        (nameof(Until), Until), (nameof(Mode), Mode), (nameof(Hours), Hours), (nameof(Final), Final ? "true" : "false"),
        .. Days.Select(day => (nameof(Days), day)), .. Without.Select(name => (nameof(Without), name)),
    ];
}

/// <summary>What would come of it, or came of it.</summary>
/// <param name="Refusal">Why it cannot be; null when it can.</param>
/// <param name="Outlook">What it does to plans that are not begun; null for a settlement.</param>
/// <param name="Settlement">What a settlement comes to.</param>
/// <param name="IsDone">False while it was rehearsed only.</param>
public sealed record DeskAnswer(string? Refusal, PlanOutlook? Outlook, SettlementResult? Settlement, bool IsDone);

/// <summary>Rehearses what staff ask, and does it when they say so again.</summary>
internal sealed class DeskWork(BackOfficeApp app, Site site)
{
    public DeskAnswer Answer(DeskForm form, bool isForGood)
    {
        try
        {
            return form.What switch
            {
                "settle" => Settle(form, isForGood),
                "undo" => Undo(form, isForGood),
                _ => Set(form, isForGood),
            };
        }
        catch (RefusedException refusal)
        {
            return new DeskAnswer(refusal.In(CultureInfo.CurrentUICulture), null, null, IsDone: false);
        }
    }

    private DeskAnswer Settle(DeskForm form, bool isForGood)
    {
        (DateTimeOffset fromUtc, DateTimeOffset untilUtc) = (Utc(form.From), Utc(form.Until));
        SettlementResult result = isForGood
            ? app.Settlements.Settle(site.Name, fromUtc, untilUtc, form.Final, form.By, form.Without)
            : app.Settlements.Rehearse(site.Name, fromUtc, untilUtc, form.Final, form.Without);
        return new DeskAnswer(null, null, result, isForGood);
    }

    private DeskAnswer Undo(DeskForm form, bool isForGood)
    {
        (long importId, string by) = (Number(form.Value), form.By);
        PlanOutlook outlook = app.Planner.Rehearse((connection, transaction) => app.Supply.Undo(connection, transaction, importId, by));
        if (isForGood)
        {
            app.Supply.Undo(importId, by);
        }

        return new DeskAnswer(null, outlook, null, isForGood);
    }

    private DeskAnswer Set(DeskForm form, bool isForGood)
    {
        RuleChange change = Change(form);
        Action<DbConnection, DbTransaction> write = app.Rules.Prepare(site.Name, change, form.By);
        PlanOutlook outlook = app.Planner.Rehearse((connection, transaction) =>
        {
            write(connection, transaction);
            return [site];
        });
        if (isForGood)
        {
            app.Rules.Set(site.Name, change, form.By);
        }

        return new DeskAnswer(null, outlook, null, isForGood);
    }

    private RuleChange Change(DeskForm form) => form.What switch
    {
        "weight" => new WeightChange(form.ChargePoint, Number(form.Value)),
        "reservation" => new ReservationChange(form.ChargePoint, Utc(form.From), Utc(form.Until), Number(form.Value)),
        "rule" when IsName(form.Kind, out SiteRule rule) => new SiteRuleChange(rule, Number(form.Value)),
        "windows" when IsName(form.Kind, out WindowKind kind) => new WindowsChange(kind, Windows(form, kind)),
        _ => throw new RegistryException(Why.UnknownWish, form.What, form.Kind),
    };

    private List<LocalWindow> Windows(DeskForm form, WindowKind kind)
    {
        if (form.Mode == "lift")
        {
            return [];
        }

        Weekdays days = form.Days.Aggregate(Weekdays.None, (all, day) => IsName(day, out Weekdays one) ? all | one : all);
        LocalWindow window = LocalWindow.Parse(form.Hours, days)
            ?? throw new RegistryException(Why.NoWindow, form.Hours);
        IEnumerable<LocalWindow> held = form.Mode == "add"
            ? app.Rules.Show(site.Name).Where(line => line.Rule == kind.ToString()).Select(line => line.Window!)
            : [];
        return [.. held.Append(window)];
    }

    private DateTimeOffset Utc(string local)
    {
        if (!DateTime.TryParseExact(local, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            throw new RegistryException(Why.NoLocalTime, local);
        }

        return site.Zone.IsInvalidTime(time)
            ? throw new RegistryException(Why.SkippedTime, local)
            : LocalDay.Utc(site.Zone, time);
    }

    private static bool IsName<T>(string text, out T value)
        where T : struct, Enum
    {
        value = default;
        return text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse(text, out value);
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new RegistryException(Why.NoWholeNumber, text);
}
