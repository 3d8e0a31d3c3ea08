using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Pulse;

/// <summary>
/// A meter that tells nothing but pulses. The register is counted here and kept as a checkpoint. No pulses may mean no
/// load, a cut wire or a meter without power: nobody can tell them apart here, only against another meter
/// (<see cref="CheckedMeter"/>). A short circuit shows: the reading then ages.
/// </summary>
public sealed class S0Meter : IEnergyMeter
{
    /// <summary>A checkpoint is written after so much energy at the latest, Wh: that much a power cut may lose …</summary>
    public const int CheckpointWh = 100;

    /// <summary>… or after so long, ms, when any is missing in it …</summary>
    public const int CheckpointMs = 60_000;

    /// <summary>… but not more often than this, ms, so that the flash lasts.</summary>
    public const int CheckpointPauseMs = 10_000;

    /// <summary>From one reading to the next, ms.</summary>
    public const int EveryMs = 1_000;

    private const string Name = "s0";
    private const int Bytes = 24;

    private readonly IPulseInput input;
    private readonly IClock clock;
    private readonly IDocumentStore store;
    private readonly int pulsesPerKwh;
    private readonly PulseReading pulses = new PulseReading();
    private readonly byte[] checkpoint = new byte[Bytes];
    private readonly long startPulses;
    private long savedPulses;
    private long savedAtMs;
    private long readAtMs = -EveryMs;

    /// <param name="input">Where the pulses come in.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="store">Keeps the checkpoint; null where the register is only compared from the start on.</param>
    /// <param name="pulsesPerKwh">The constant on the meter's label, 1 to 100,000 pulses per kWh.</param>
    /// <param name="recordedWh">The register recorded last, Wh; -1 for never. The register never starts below it.</param>
    /// <exception cref="ArgumentException">The constant is out of range.</exception>
    public S0Meter(IPulseInput input, IClock clock, IDocumentStore store, int pulsesPerKwh, long recordedWh)
    {
        if (pulsesPerKwh < 1 || pulsesPerKwh > 100_000)
        {
            throw new ArgumentException("The constant of an S0 meter is 1 to 100000 pulses per kWh.");
        }

        this.input = input;
        this.clock = clock;
        this.store = store;
        this.pulsesPerKwh = pulsesPerKwh;
        long recorded = recordedWh < 0 ? 0 : ((recordedWh * pulsesPerKwh) + 999) / 1_000;
        savedPulses = store == null ? 0 : Stored(store.Load(Name));
        startPulses = savedPulses > recorded ? savedPulses : recorded;
    }

    /// <summary>What one pulse stands for, rounded up, Wh: the supply rule keeps it in reserve.</summary>
    public int ResolutionWh => (1_000 + pulsesPerKwh - 1) / pulsesPerKwh;

    /// <summary>Checkpoints written since the start.</summary>
    public int Checkpoints { get; private set; }

    public void Read(MeterReading reading)
    {
        long nowMs = clock.UptimeMs;
        if (nowMs - readAtMs < EveryMs)
        {
            return;
        }

        input.Read(pulses);
        Keep(nowMs);
        if (pulses.IsStuck)
        {
            return;
        }

        readAtMs = nowMs;
        reading.RegisterWh = (startPulses + pulses.Count) * 1_000 / pulsesPerKwh;
        reading.PowerW = PowerW(nowMs);
        reading.ReadAtMs = nowMs;
        reading.Serial = null;
    }

    // From the last spacing, and never more than the time since the last pulse allows: it falls while none comes.
    private int PowerW(long nowMs)
    {
        if (pulses.SpacingMs == 0)
        {
            return 0;
        }

        long sinceMs = nowMs - pulses.LastAtMs;
        long spacingMs = sinceMs > pulses.SpacingMs ? sinceMs : pulses.SpacingMs;
        return (int)(3_600_000_000L / pulsesPerKwh / spacingMs);
    }

    private void Keep(long nowMs)
    {
        long total = startPulses + pulses.Count;
        long missing = total - savedPulses;
        long sinceMs = nowMs - savedAtMs;
        bool isDue = store != null && missing > 0 && sinceMs >= CheckpointPauseMs
            && (missing * 1_000 >= (long)CheckpointWh * pulsesPerKwh || sinceMs >= CheckpointMs);
        if (!isDue)
        {
            return;
        }

        Put(0, total);
        Put(8, pulsesPerKwh);
        Put(16, Check(total, pulsesPerKwh));
        savedAtMs = nowMs;
        if (store.Save(Name, checkpoint))
        {
            savedPulses = total;
            Checkpoints++;
        }
    }

    private long Stored(byte[] bytes)
    {
        if (bytes == null || bytes.Length != Bytes)
        {
            return 0;
        }

        long total = BitConverter.ToInt64(bytes, 0);
        bool isGood = BitConverter.ToInt64(bytes, 8) == pulsesPerKwh && BitConverter.ToInt64(bytes, 16) == Check(total, pulsesPerKwh);
        return isGood && total >= 0 ? total : 0;
    }

    private void Put(int at, long value)
    {
        for (int i = 0; i < 8; i++)
        {
            checkpoint[at + i] = (byte)(value >> (8 * i));
        }
    }

    private static long Check(long total, long constant) => ~((total * 31) + constant);
}
