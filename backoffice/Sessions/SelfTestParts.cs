using ChargePointFw.Control;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>The parts of a charge point's self-test in words.</summary>
public static class SelfTestParts
{
    /// <summary>A part's bit, and the word by which the pages' texts know it.</summary>
    public static IReadOnlyList<(int Part, string Key)> All { get; } =
    [
        (SelfTest.Meter, nameof(SelfTest.Meter)),
        (SelfTest.Register, nameof(SelfTest.Register)),
        (SelfTest.Contactor, nameof(SelfTest.Contactor)),
        (SelfTest.CardReader, nameof(SelfTest.CardReader)),
        (SelfTest.Clock, nameof(SelfTest.Clock)),
        (SelfTest.Storage, nameof(SelfTest.Storage)),
        (SelfTest.Link, nameof(SelfTest.Link)),
        (SelfTest.Faults, nameof(SelfTest.Faults)),
    ];

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
