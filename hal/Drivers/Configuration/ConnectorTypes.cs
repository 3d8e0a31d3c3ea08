namespace ChargePointFw.Drivers.Configuration;

/// <summary>Connector standards by their OCPI 2.3.0 names. The DC ones have an enable contact, the AC ones a control pilot.</summary>
public static class ConnectorTypes
{
    /// <summary>What a configuration without one means.</summary>
    public const string Default = "CHADEMO";

    /// <summary>All of them.</summary>
    public static string[] Names() => new string[]
    {
        Default, "SAE_J3400", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO", "IEC_62196_T1", "IEC_62196_T2",
    };

    /// <summary>An AC post whose pilot we drive.</summary>
    public static bool IsAc(string name) => name == "IEC_62196_T1" || name == "IEC_62196_T2";
}
