namespace ChargePointFw.Simulator.World;

/// <summary>A visit: who plugs in, until when, how much energy the car wants and how fast it takes it.</summary>
/// <param name="ChargePoint">Name of the charge point.</param>
/// <param name="Token">Token id in clear; only the simulated card carries it.</param>
/// <param name="IsMember">Of the programme (zesp3), or a guest.</param>
/// <param name="PlugInUtcMs">When it plugs in and presents its card.</param>
/// <param name="UnplugUtcMs">When it leaves, whatever it has got.</param>
/// <param name="EnergyWh">What it wants.</param>
/// <param name="MaximumPowerW">What it takes at most.</param>
public sealed record Visit(
    string ChargePoint, string Token, bool IsMember, long PlugInUtcMs, long UnplugUtcMs, int EnergyWh, int MaximumPowerW);
