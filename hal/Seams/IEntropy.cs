namespace ChargePointFw.Seams;

/// <summary>Random numbers: the hardware generator on the device, a seed in the simulator.</summary>
public interface IEntropy
{
    /// <summary>A number from 0 to 2^31 - 1.</summary>
    int Next();
}
