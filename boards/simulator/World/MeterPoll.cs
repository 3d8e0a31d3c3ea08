namespace ChargePointFw.Simulator.World;

/// <summary>One poll of the meter.</summary>
/// <param name="AtUtcMs">When.</param>
/// <param name="EnergyMj">True energy then, with the initial register.</param>
/// <param name="PowerW">Power then.</param>
public sealed record MeterPoll(long AtUtcMs, long EnergyMj, int PowerW);
