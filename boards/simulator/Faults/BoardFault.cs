// The faults that a person can order by name, and what each does to a simulated board.
using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Faults;

/// <summary>One of them.</summary>
/// <param name="Name">As it is ordered.</param>
/// <param name="What">What happens, in words.</param>
/// <param name="Begin">Brings it about.</param>
/// <param name="End">Mends it. Where only a technician can clear what came of it, he does.</param>
public sealed record BoardFault(string Name, string What, Action<SimulatedChargePoint> Begin, Action<SimulatedChargePoint> End)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BoardFault> All { get; } =
    [
        Meter("meter-silent", "the meter does not answer", MeterTrouble.Silent),
        Meter("meter-nan", "the meter answers with NaN and infinities", MeterTrouble.NoNumber),
        Meter("meter-stuck", "the register stands still under load", MeterTrouble.Stuck),
        Meter("meter-jump", "the register leaps, never twice alike", MeterTrouble.Jumps),
        Meter("meter-rollback", "the register falls, never twice alike", MeterTrouble.FallsBack),
        new("meter-exchanged", "the meter is taken out, and another one put in that is set to the same register", board => board.TakeMeterOut(), board => board.PutMeterIn()),
        Contactor("contactor-welded", "the contacts stick", ContactorTrouble.Welded),
        Contactor("contactor-does-not-close", "the coil does not pull in", ContactorTrouble.DoesNotClose),
        Contactor("contactor-chatters", "the contacts open and close by themselves", ContactorTrouble.Chatters),
        Contactor("contactor-opens", "the contacts fall open", ContactorTrouble.Opens),
        Contactor("contactor-auxiliary", "the wire of the auxiliary contact breaks", ContactorTrouble.AuxiliaryBroken),
        Contact("emergency-stop", "the emergency stop is pressed", 0),
        Contact("door", "the door is open", 1),
        Contact("residual-current", "the residual-current device trips", 2),
        Contact("over-temperature", "the thermostat opens", 3),
        Heat("warm", "60 °C where the sensor hangs: an AC post offers less", 60),
        Heat("hot", "85 °C where the sensor hangs", 85),
        Heat("temperature-wire", "a wire of the temperature sensor breaks", -300),
        new("clock-lost", "the time is not known", board => board.Clock.Quality = ClockQuality.Unknown, board => board.Clock.Quality = ClockQuality.Synchronised),
        new("storage-full", "the flash takes no records", board => board.RefusesRecords = true, board => board.RefusesRecords = false),
        new("card-reader-dead", "the card reader does not answer", board => board.IsCardReaderDead = true, board => board.IsCardReaderDead = false),
        new("power-cut", "the board has no power", board => board.PowerOff(), board => board.Boot()),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(fault => fault.Name));

    /// <summary>The fault of this name, or null.</summary>
    public static BoardFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);

    private static BoardFault Meter(string name, string what, MeterTrouble trouble) =>
        new(name, what, board => board.MeterTrouble = trouble, board => board.MeterTrouble = MeterTrouble.None);

    private static BoardFault Contactor(string name, string what, ContactorTrouble trouble) => new(
        name,
        what,
        board => board.Wiring.Trouble = trouble,
        board =>
        {
            board.Wiring.Trouble = ContactorTrouble.None;
            board.ClearFault();
        });

    private static BoardFault Heat(string name, string what, int temperatureC) =>
        new(name, what, board => board.Wiring.TemperatureC = temperatureC, board => board.Wiring.TemperatureC = 25);

    private static BoardFault Contact(string name, string what, int contact) =>
        new(name, what, board => board.Wiring.SetStopContact(contact, isOpen: true), board => board.Wiring.SetStopContact(contact, isOpen: false));
}
