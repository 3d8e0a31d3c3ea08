using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>Plain words for what the ledger stores of a session.</summary>
public static class SessionWords
{
    /// <summary>How it stands, or why it ended.</summary>
    public static string Outcome(IStringLocalizer<SessionTexts> texts, IStringLocalizer<Texts> words, SessionRow row) => row switch
    {
        { EndedMs: not null } => words["Stopped." + row.StoppedReason],
        { ClosedMs: not null } => texts["ClosedBy." + row.ClosedBy],
        { State: "Charging", Claim: "none" } => words["State.ChargingGuest"],
        _ => words["State." + row.State],
    };

    /// <summary>What staff and checks made of it.</summary>
    public static string Standing(IStringLocalizer<SessionTexts> texts, SessionRow row) => string.Join(", ", new[]
    {
        row.IsDropped ? texts["State.dropped"].Value : row.IsWithheld ? texts["State.withheld"].Value : "",
        row.IsCorrected && !row.IsDropped ? texts["Corrected"].Value : "",
        row.Findings == 0 ? "" : row.Waiting > 0 ? texts["OpenOf", row.Waiting, row.Findings].Value : texts["AllDecided", row.Findings].Value,
    }.Where(one => one.Length > 0));

    /// <summary>A price with what the currency is divided into, and no more digits than it takes.</summary>
    public static string Price(decimal price, string currency) => string.Create(CultureInfo.InvariantCulture, $"{price:#,0.######} {currency}");

    /// <summary>What a month's part comes to, or the whole session; nothing without a tariff, or while the minutes are unknown.</summary>
    public static string Price(SessionFile file, MonthPart? part)
    {
        long? minutes = part is null ? file.Session.Minutes : part.Minutes;
        if (file.Tariff is not { } tariff || minutes is null)
        {
            return "–";
        }

        long countsWh = part is null ? file.Months.Sum(one => Counts(one.Booked)) : Counts(part.Booked);
        return Price(file.Session.IsDropped ? 0 : tariff.Price(minutes.Value, countsWh), tariff.Currency);

        static long Counts(BookedInterval booked) => booked.CoveredWh + booked.UncoveredWh + booked.UnclaimedWh;
    }

    /// <summary>A card as the records carry it.</summary>
    public static string Card(long tokenHash) => tokenHash == 0 ? "–" : tokenHash.ToString("X16", CultureInfo.InvariantCulture);
}
