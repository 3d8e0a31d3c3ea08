using System.Data.Common;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A site over a time, to be looked at by questions to the database.</summary>
/// <param name="Connection">The open connection.</param>
/// <param name="Transaction">Its snapshot.</param>
/// <param name="Site">Which site.</param>
/// <param name="FromMs">Start, ms since 1970 in UTC.</param>
/// <param name="UntilMs">Exclusive.</param>
/// <param name="NowMs">When it is looked at.</param>
/// <param name="LimitsOf">The limits of a charge point, by row; 0 for the site's own.</param>
internal sealed record SiteLook(
    DbConnection Connection, DbTransaction Transaction, Site Site, long FromMs, long UntilMs, long NowMs, Func<long, CheckLimits> LimitsOf)
{
    /// <summary>The site and the time, for statements.</summary>
    public object Range => new { siteId = Site.Id, fromMs = FromMs, untilMs = UntilMs };
}

/// <summary>A check over sessions, charge points and certificates of a site.</summary>
internal abstract class SiteCheck : Check
{
    /// <summary>False when it reads more than what just arrived; then it is asked by the hour.</summary>
    public virtual bool IsForArrivals => true;

    public abstract void Look(SiteLook look, IFindings findings);

    protected void Add(
        IFindings findings, SiteLook look, string key, long chargePointId, long journalRow, long sessionNumber, long atUtcMs, long energyWh, Evidence evidence) =>
        findings.Add(new Found(
            this, look.LimitsOf(chargePointId).RuleOf(this), key, look.Site.Id, chargePointId, journalRow, sessionNumber, atUtcMs, energyWh, evidence.ToString()));
}

/// <summary>Every check of a site, those of its intervals included.</summary>
internal static class SiteChecks
{
    private static readonly SiteCheck[] checks =
        [new BudgetExceeded(), new CertificateAllocatedTwice(), new OverlapOfToken(), new ClaimWithoutMember(), new EndAfterClosing()];

    public static IReadOnlyList<Check> All { get; } = [.. IntervalChecks.All, .. checks];

    /// <summary>Those that are asked about what just arrived.</summary>
    public static IReadOnlyList<Check> ForArrivals { get; } = [.. IntervalChecks.All, .. checks.Where(check => check.IsForArrivals)];

    public static void Look(SiteLook look, bool isForArrivals, IFindings findings)
    {
        IntervalChecks.Look(look, findings);
        foreach (SiteCheck check in checks.Where(check => check.IsForArrivals || !isForArrivals))
        {
            check.Look(look, findings);
        }
    }
}
