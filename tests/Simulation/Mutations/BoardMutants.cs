// Bugs on the board: flash, recovery, contactor, charger, meter, clock.
using ChargePointFw.Control;
using ChargePointFw.Seams;

namespace ChargePointFw.Simulation.Mutations;

/// <summary>The store says "committed" and keeps the record in memory until the next one comes: a power cut costs it.</summary>
internal sealed class CommitsWithoutWriting : Mutation
{
    public override IRecordStore RecordStore(IRecordStore store) => new Lazy(store);

    private sealed class Lazy(IRecordStore store) : IRecordStore
    {
        private byte[]? pending;
        private int pendingSegment;

        public int SegmentCount => store.SegmentCount;

        public int SegmentBytes => store.SegmentBytes;

        public int Length(int segment) => store.Length(segment) + (pending is not null && segment == pendingSegment ? pending.Length : 0);

        public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
        {
            Flush();
            return store.Read(segment, offset, buffer, bufferOffset, count);
        }

        public bool Append(int segment, byte[] buffer, int offset, int count)
        {
            Flush();
            (pending, pendingSegment) = (buffer.AsSpan(offset, count).ToArray(), segment);
            return true;
        }

        public bool Truncate(int segment, int length)
        {
            Flush();
            return store.Truncate(segment, length);
        }

        public bool Erase(int segment)
        {
            Flush();
            return store.Erase(segment);
        }

        private void Flush()
        {
            byte[]? bytes = pending;
            pending = null;
            if (bytes is not null)
            {
                store.Append(pendingSegment, bytes, 0, bytes.Length);
            }
        }
    }
}

/// <summary>After a restart nobody knows up to which register energy is recorded.</summary>
internal sealed class ForgetsTheRegister : Mutation
{
    public override void Recovered(RecoveredState state) => state.RegisterWh = -1;
}

/// <summary>After a restart the interval's allocation is whole again.</summary>
internal sealed class ForgetsWhatWasCovered : Mutation
{
    public override void Recovered(RecoveredState state) => state.CoveredWh = 0;
}

/// <summary>The contactor opens five seconds after it was told.</summary>
internal sealed class OpensLate : Mutation
{
    public override IContactor Contactor(IContactor contactor, IClock clock) => new Late(contactor, clock);

    private sealed class Late(IContactor contactor, IClock clock) : IContactor
    {
        private const int LateMs = 5_000;
        private long toldAtMs = -1;

        public bool IsClosed => contactor.IsClosed;

        public void Open()
        {
            toldAtMs = toldAtMs < 0 ? clock.UptimeMs : toldAtMs;
            if (clock.UptimeMs - toldAtMs >= LateMs || !contactor.IsClosed)
            {
                contactor.Open();
            }
        }

        public void Close()
        {
            toldAtMs = -1;
            contactor.Close();
        }
    }
}

/// <summary>The stop request goes out a second late.</summary>
internal sealed class AsksLateToStop : Mutation
{
    public override ICharger Charger(ICharger charger, IClock clock) => new Late(charger, clock);

    private sealed class Late(ICharger charger, IClock clock) : ICharger
    {
        private const int LateMs = 1_000;
        private long toldAtMs = -LateMs;
        private bool wasEnabled;

        public bool IsVehicleConnected => charger.IsVehicleConnected;

        public bool VehicleRequestsEnergy => charger.VehicleRequestsEnergy;

        public bool HasFault => charger.HasFault;

        public void Look() => charger.Look();

        public string TakeNews() => charger.TakeNews();

        public void SetEnabled(bool enabled)
        {
            toldAtMs = wasEnabled && !enabled ? clock.UptimeMs : toldAtMs;
            wasEnabled = enabled;
            charger.SetEnabled(enabled || clock.UptimeMs - toldAtMs < LateMs);
        }
    }
}

/// <summary>A meter that has fallen silent looks as if it had just answered.</summary>
internal sealed class CallsOldReadingsFresh : Mutation
{
    public override IEnergyMeter Meter(IEnergyMeter meter, IClock clock) => new Fresh(meter, clock);

    private sealed class Fresh(IEnergyMeter meter, IClock clock) : IEnergyMeter
    {
        public int ResolutionWh => meter.ResolutionWh;

        public void Read(MeterReading reading)
        {
            meter.Read(reading);
            reading.ReadAtMs = reading.ReadAtMs < 0 ? -1 : clock.UptimeMs;
        }
    }
}

/// <summary>The time is believed whatever the clock says of itself.</summary>
internal sealed class TrustsEveryClock : Mutation
{
    public override IClock Clock(IClock clock) => new Trusted(clock);

    private sealed class Trusted(IClock clock) : IClock
    {
        public long UptimeMs => clock.UptimeMs;

        public long UtcMs => clock.UtcMs;

        public ClockQuality Quality => ClockQuality.Synchronised;
    }
}

/// <summary>The register is read a thousandth too high.</summary>
internal sealed class CountsTooMuch : Mutation
{
    public override IEnergyMeter Meter(IEnergyMeter meter, IClock clock) => new Generous(meter);

    private sealed class Generous(IEnergyMeter meter) : IEnergyMeter
    {
        private readonly MeterReading inner = new();

        public int ResolutionWh => meter.ResolutionWh;

        public void Read(MeterReading reading)
        {
            meter.Read(inner);
            reading.RegisterWh = inner.RegisterWh + (inner.RegisterWh / 1_000 / ResolutionWh * ResolutionWh);
            reading.PowerW = inner.PowerW;
            reading.ReadAtMs = inner.ReadAtMs;
            reading.Serial = inner.Serial;
        }
    }
}

/// <summary>Readings are dated a second too late: energy at a boundary falls into the wrong interval.</summary>
internal sealed class SplitsTheMeterWrongly : Mutation
{
    public override IEnergyMeter Meter(IEnergyMeter meter, IClock clock) => new Late(meter);

    private sealed class Late(IEnergyMeter meter) : IEnergyMeter
    {
        private const int LateMs = 1_000;
        private readonly MeterReading inner = new();

        public int ResolutionWh => meter.ResolutionWh;

        public void Read(MeterReading reading)
        {
            meter.Read(inner);
            reading.RegisterWh = inner.RegisterWh;
            reading.PowerW = inner.PowerW;
            reading.ReadAtMs = inner.ReadAtMs < 0 ? -1 : inner.ReadAtMs + LateMs;
            reading.Serial = inner.Serial;
        }
    }
}
