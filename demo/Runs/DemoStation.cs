using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.Demo.Runs;

/// <summary>What apps and partners may know of the demo's site, as a real installation says it on the command line. Operator and dealer are invented.</summary>
internal static class DemoStation
{
    private const int DcVoltageV = 450;
    private const int AcVoltageV = 230;

    // One after the other, so that apps see each of the plugs that Japan's dealers have.
    private static readonly string[] dcStandards = ["CHADEMO", "SAE_J3400"];

    public static void Describe(BackOfficeApp backOffice, string site, IEnumerable<string> chargePoints, int powerW, int? acCurrentA)
    {
        backOffice.Places.Set(new StationOperator("JP", "CPF", "ChargePointFw demo"), "demo");
        backOffice.Places.Set(site, new Place("Demo dealer", "Marunouchi 1-1", "Tokyo", "100-0005", "JPN", 35.681M, 139.767M, IsPublic: true), "demo");
        foreach ((int index, string chargePoint) in chargePoints.Index())
        {
            backOffice.Places.Set(
                site,
                chargePoint,
                acCurrentA is { } currentA
                    ? new Connector("IEC_62196_T2", IsCable: false, "AC_3_PHASE", AcVoltageV, currentA, powerW)
                    : new Connector(dcStandards[index % dcStandards.Length], IsCable: true, "DC", DcVoltageV, powerW / DcVoltageV, powerW),
                "demo");
        }
    }
}
