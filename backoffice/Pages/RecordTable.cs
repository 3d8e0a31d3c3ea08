using ChargePointFw.BackOffice.Reconciliation;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>Records as a table.</summary>
/// <param name="Rows">In their order.</param>
/// <param name="Zone">The site's.</param>
/// <param name="Marked">Numbers of those that it is about.</param>
public sealed record RecordTable(IReadOnlyList<RecordRow> Rows, TimeZoneInfo Zone, IReadOnlySet<long> Marked);
