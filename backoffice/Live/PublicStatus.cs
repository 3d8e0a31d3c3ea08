using System.Globalization;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Link;
using ChargePointFw.Supply;
using ConnectorStatus = ChargePointFw.Control.ConnectorStatus;

namespace ChargePointFw.BackOffice.Live;

/// <summary>How a charge point is, for everybody: nothing of a driver or a card.</summary>
/// <param name="Status">OCPI's word; UNKNOWN when it cannot be heard.</param>
/// <param name="IsRenewableNow">Whether a charge would get renewable supply now; null while that is not known.</param>
/// <param name="RenewableNextUtc">When it would again; null when it does now, or nobody knows.</param>
public sealed record PublicStatus(string Status, bool? IsRenewableNow, DateTimeOffset? RenewableNextUtc)
{
    /// <summary>Whoever cannot be heard.</summary>
    public static PublicStatus Unknown { get; } = new("UNKNOWN", null, null);

    /// <summary>While it charges a charge point speaks every 10 s; this long without a word, and it is not known how it is.</summary>
    internal static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>What a charge point's last words come to.</summary>
    internal static PublicStatus Of(LiveState? state, DateTimeOffset nowUtc)
    {
        if (state is null || state.IsLost
            || (state.State == "Charging" && nowUtc - state.LastContactUtc > LongestSilence)
            || !Enum.TryParse(state.Connector, out ConnectorStatus connector)
            || !Enum.TryParse(state.Verdict, out SupplyVerdict verdict))
        {
            return Unknown;
        }

        bool isAllowed = verdict == SupplyVerdict.Allowed;
        DateTimeOffset? next = !isAllowed && VerdictEffects.Suspends(verdict) && state.UntilUtc > nowUtc ? state.UntilUtc : null;
        return new PublicStatus(StatusMessages.EvseStatus(connector, state.Session != 0, verdict), isAllowed, next);
    }

    /// <summary>The time as the charge points' own messages write it.</summary>
    internal static string Text(DateTimeOffset? utc) => utc?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "unknown";
}

/// <summary>Tells how each charge point is; without a connection to the broker nothing is known of any.</summary>
internal sealed class PublicStatuses(LiveChargePoints live, IBrokerLink broker, TimeProvider time)
{
    public PublicStatus Of(ChargePoint chargePoint) => broker.IsConnected ? PublicStatus.Of(live.Of(chargePoint), time.GetUtcNow()) : PublicStatus.Unknown;
}
