using ChargePointFw.BackOffice.People;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>Who did what, newest first, in pages.</summary>
public sealed class AuditModel(AuditTrail audit) : PageModel
{
    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    public void OnGet(long? before) => Entries = audit.Page(before);
}
