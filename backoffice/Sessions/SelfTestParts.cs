using ChargePointFw.Control;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>The parts of a charge point's self-test in words.</summary>
internal static class SelfTestParts
{
    private static readonly (int Part, string Name)[] names =
    [
        (SelfTest.Meter, "meter"),
        (SelfTest.Register, "register"),
        (SelfTest.Contactor, "contactor"),
        (SelfTest.CardReader, "card reader"),
        (SelfTest.Clock, "clock"),
        (SelfTest.Storage, "storage"),
        (SelfTest.Link, "link"),
        (SelfTest.Faults, "no fault"),
    ];

    /// <summary>Their names, or none.</summary>
    public static string Of(int parts)
    {
        string[] told = [.. names.Where(name => (parts & name.Part) != 0).Select(name => name.Name)];
        return told.Length == 0 ? "none" : string.Join(", ", told);
    }
}
