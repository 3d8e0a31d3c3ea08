using System.Globalization;

namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>Where a session's page is.</summary>
public static class SessionAddress
{
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    /// <param name="journal">Which of its journals, by order of appearance.</param>
    /// <param name="number">Number of the session.</param>
    public static string Of(string site, string chargePoint, long journal, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"/sessions/{Uri.EscapeDataString(site)}/{Uri.EscapeDataString(chargePoint)}/{journal}/{number}");
}
