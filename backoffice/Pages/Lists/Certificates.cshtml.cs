using System.Globalization;
using ChargePointFw.BackOffice.Supply;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace ChargePointFw.BackOffice.Pages.Lists;

/// <summary>The certificates by when they lapse, with what is left of them; lapsed ones when they are asked for.</summary>
public sealed class CertificatesModel(Certificates certificates, TimeProvider time) : PageModel
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>So long before one lapses it is told.</summary>
    public const int WarnDays = 30;

    private const long DayMs = 86_400_000;

    public string Search { get; private set; } = "";

    public bool IsLapsed { get; private set; }

    public IReadOnlyList<CertificateUse> Uses { get; private set; } = [];

    /// <summary>Address of the next page; null at the end.</summary>
    public string? Next { get; private set; }

    /// <summary>Whole days until it lapses; below 0 it has.</summary>
    public long DaysLeft(Certificate one) => (long)Math.Floor((one.ValidToMs - NowMs) / (double)DayMs);

    public void OnGet(string? search, string? lapsed, string? after)
    {
        (Search, IsLapsed) = ((search ?? "").Trim(), lapsed == "1");
        int dot = (after ?? "").IndexOf('.', StringComparison.Ordinal);
        bool isPlace = long.TryParse(dot > 0 ? after![..dot] : "", NumberStyles.None, CultureInfo.InvariantCulture, out long toMs);
        IReadOnlyList<CertificateUse> uses = certificates.ByEnd(
            Search, IsLapsed ? 0 : NowMs, isPlace ? (toMs, after![(dot + 1)..]) : null, PageSize + 1);
        Uses = [.. uses.Take(PageSize)];
        Next = uses.Count <= PageSize ? null : QueryHelpers.AddQueryString("/certificates", new Dictionary<string, string?>
        {
            ["search"] = Search,
            ["lapsed"] = IsLapsed ? "1" : "",
            ["after"] = string.Create(CultureInfo.InvariantCulture, $"{Uses[^1].Certificate.ValidToMs}.{Uses[^1].Certificate.Id}"),
        }.Where(one => one.Value!.Length > 0));
    }

    private long NowMs { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();
}
