namespace ChargePointFw.Drivers.Configuration;

/// <summary>Connector standards by their OCPI 2.3.0 names. The DC ones have an enable contact, the AC ones a control pilot.</summary>
public static class ConnectorTypes
{
    /// <summary>What a configuration without one means.</summary>
    public const string Default = "CHADEMO";

    /// <summary>All of them, for messages.</summary>
    public const string Names =
        "CHADEMO, SAE_J3400 (NACS), IEC_62196_T1_COMBO (CCS1), IEC_62196_T2_COMBO (CCS2), IEC_62196_T1 and IEC_62196_T2 (AC)";

    /// <summary>A charger of its own that we enable.</summary>
    public static bool IsDc(string name) =>
        name == Default || name == "SAE_J3400" || name == "IEC_62196_T1_COMBO" || name == "IEC_62196_T2_COMBO";

    /// <summary>An AC post whose pilot we drive.</summary>
    public static bool IsAc(string name) => name == "IEC_62196_T1" || name == "IEC_62196_T2";
}
