using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Security;

/// <summary>Random numbers of the platform: on ESP32 the hardware generator. For ids and jitter, never for keys.</summary>
public sealed class HardwareEntropy : IEntropy
{
    private readonly Random random = new Random();

    public int Next() => random.Next();
}
