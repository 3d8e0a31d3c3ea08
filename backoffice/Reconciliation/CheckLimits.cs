using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What staff can set about the checks; each name ends in its unit.</summary>
public enum CheckLimit
{
    /// <summary>The most that a charge point can deliver.</summary>
    MaximumPowerW,

    /// <summary>Time granted on top when energy is compared with power × time: a boundary's record is written after the boundary.</summary>
    PowerSlackSeconds,

    /// <summary>The register may rise so much between two sessions.</summary>
    IdleToleranceWh,

    /// <summary>So much may a session's records differ from its registers.</summary>
    SumToleranceWh,

    /// <summary>The register starts again from zero at this value; 0: it never does.</summary>
    RegisterModulusWh,

    /// <summary>A session that lasts longer is looked at.</summary>
    OverlongHours,

    /// <summary>A session of which nothing was heard for so long is looked at.</summary>
    OpenAfterHours,

    /// <summary>An end that came so much later than it happened is late.</summary>
    LateAfterHours,

    /// <summary>Wall clock and time since boot may differ so much within a session.</summary>
    ClockJumpSeconds,

    /// <summary>An end may be so much later than it was received.</summary>
    FutureMinutes,

    /// <summary>A charge point may not have heard of a change of the members for so long.</summary>
    MemberLagHours,
}

/// <summary>The limits in force for one charge point.</summary>
public sealed class CheckLimits
{
    /// <summary>What counts where nothing is set.</summary>
    private static readonly Dictionary<CheckLimit, long> defaults = new()
    {
        [CheckLimit.MaximumPowerW] = 50_000,
        [CheckLimit.PowerSlackSeconds] = 60,
        [CheckLimit.IdleToleranceWh] = 20,
        [CheckLimit.SumToleranceWh] = 0,
        [CheckLimit.RegisterModulusWh] = 0,
        [CheckLimit.OverlongHours] = 24,
        [CheckLimit.OpenAfterHours] = 24,
        [CheckLimit.LateAfterHours] = 24,
        [CheckLimit.ClockJumpSeconds] = 60,
        [CheckLimit.FutureMinutes] = 5,
        [CheckLimit.MemberLagHours] = 48,
    };

    private readonly long[] values = new long[Enum.GetValues<CheckLimit>().Length];
    private readonly Dictionary<Check, string> rules = [];

    private CheckLimits(Func<CheckLimit, long?> set)
    {
        foreach (CheckLimit limit in Enum.GetValues<CheckLimit>())
        {
            values[(int)limit] = set(limit) ?? defaults[limit];
        }
    }

    public long this[CheckLimit limit] => values[(int)limit];

    public long Ms(CheckLimit hours) => this[hours] * 3_600_000;

    /// <summary>A check's version with the limits that it uses: findings of different rules stand beside each other.</summary>
    internal string RuleOf(Check check)
    {
        lock (rules)
        {
            if (!rules.TryGetValue(check, out string? rule))
            {
                rule = rules[check] = string.Join(
                    ' ', check.Uses.Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit}={this[limit]}")).Prepend($"v{check.Version}"));
            }

            return rule;
        }
    }

    /// <summary>Reads the limits of every charge point that has its own (by row), and under 0 those of all others.</summary>
    internal static Dictionary<long, CheckLimits> Read(Database database) => database.Read((connection, transaction) =>
    {
        Dictionary<(long, string), long> newest = connection.Query<(long ChargePointId, string Name, long Value)>(
            "SELECT coalesce(charge_point_id, 0), name, value FROM check_limit ORDER BY id", transaction: transaction)
            .GroupBy(row => (row.ChargePointId, row.Name))
            .ToDictionary(group => group.Key, group => group.Last().Value);
        long? Set(long id, CheckLimit limit) => newest.TryGetValue((id, limit.ToString()), out long value) ? value : null;
        return newest.Keys.Select(key => key.Item1).Append(0).Distinct()
            .ToDictionary(id => id, id => new CheckLimits(limit => Set(id, limit) ?? Set(0, limit)));
    });

    /// <summary>Sets a limit from now on: later runs use it, and what was found before stays.</summary>
    /// <exception cref="RegistryException">Negative, or absurdly large.</exception>
    internal static void Set(Database database, ChargePoint? chargePoint, CheckLimit limit, long value, string by, long nowMs)
    {
        if (value is < 0 or > 1_000_000_000_000)
        {
            throw new RegistryException(Why.LimitOutOfRange, limit, value);
        }

        database.Write((connection, transaction) => connection.Execute(
            "INSERT INTO check_limit (charge_point_id, name, value, set_by, set_utc_ms) VALUES (@Id, @name, @value, @by, @nowMs)",
            new { chargePoint?.Id, name = limit.ToString(), value, by, nowMs },
            transaction));
    }
}
