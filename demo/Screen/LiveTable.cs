using System.Globalization;
using ChargePointFw.Control;
using ChargePointFw.Demo.Runs;
using ChargePointFw.Records;
using ChargePointFw.Simulator;
using ChargePointFw.Supply;
using Spectre.Console;

namespace ChargePointFw.Demo.Screen;

/// <summary>The charge points now, for people: state, reason, until when, power, energy.</summary>
internal static class LiveTable
{
    private static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Installation.Zone);

    /// <summary>Draws the present moment.</summary>
    public static Table Draw(Installation installation)
    {
        DateTimeOffset now = TimeZoneInfo.ConvertTime(installation.Time.GetUtcNow(), zone);
        var table = new Table
        {
            Border = TableBorder.Rounded,
            Title = new TableTitle(now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " " + Installation.Zone),
            Caption = new TableTitle($"pages {installation.BackOffice.Url}   broker 127.0.0.1:{installation.Broker.Port}   Ctrl-C ends the run and checks the ledger"),
        };
        foreach (string heading in (string[])["charge point", "state", "reason", "until", "W", "register Wh", "records", "link"])
        {
            table.AddColumn(heading);
        }

        foreach (SimulatedChargePoint chargePoint in installation.Fleet.ChargePoints)
        {
            HandOver status = chargePoint.Status;
            table.AddRow(
                chargePoint.Name,
                $"[{Colour(status)}]{Names.Of(status.ChargingState)}[/]",
                Reason(status),
                status.UntilUtcMs == 0 ? "" : Local(status.UntilUtcMs),
                status.PowerW.ToString("N0", CultureInfo.InvariantCulture),
                status.RegisterWh.ToString("N0", CultureInfo.InvariantCulture),
                chargePoint.CommittedUpTo.ToString(CultureInfo.InvariantCulture),
                status.IsOnline ? "online" : "[red]offline[/]");
        }

        return table;
    }

    private static string Reason(HandOver status) => status.Verdict switch
    {
        SupplyVerdict.Allowed when status.Claim == Claim.None => "guest, no claim",
        SupplyVerdict.Allowed => "renewable supply",
        SupplyVerdict.DeniedNoPlan => "waits for a supply plan",
        SupplyVerdict.DeniedPlanExpired => "the supply plan has ended",
        SupplyVerdict.DeniedNoAllocationNow => "waits for renewable supply",
        SupplyVerdict.DeniedAllocationSpent => "this half hour's supply is spent",
        SupplyVerdict.DeniedContactorRest => "the contactor rests",
        SupplyVerdict.DeniedLiveSupplyLow => "too little sun",
        _ => Names.Of(status.Verdict),
    };

    private static string Colour(HandOver status) => status.ChargingState switch
    {
        ChargingState.Charging => "green",
        ChargingState.SuspendedEVSE => "yellow",
        ChargingState.EVConnected or ChargingState.SuspendedEV => "blue",
        _ => "grey",
    };

    private static string Local(long utcMs) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(utcMs), zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
