using ChargePointFw.Modbus;
using ChargePointFw.Modbus.Profiles;
using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>
/// A meter that tells floats, on a line of its own with a time of its own: the firmware's driver asks by the profile b23, and
/// whatever bits are wanted answer at once. What the driver makes of them is what counts.
/// </summary>
public sealed class FloatMeter : ISerialLine, IClock
{
    private const int LookMs = 20;
    private const int RequestBytes = 8;
    private const int AnswerBytes = 9;
    private const int LongestMs = 5_000; // a turn lasts a second, and the first one asks more

    private readonly MeterProfile profile = B23.Profile();
    private readonly RegisterMeter meter;
    private readonly MeterReading newest = new();
    private readonly byte[] answer = new byte[AnswerBytes];
    private int left;
    private int answers;
    private float registerWh;
    private float powerW;

    public FloatMeter() => meter = new RegisterMeter(new ModbusMaster(this, this, profile.Baud), this, Unit, profile);

    /// <summary>Its counters, and what is wrong with it.</summary>
    public ModbusUnit Unit { get; } = new(1);

    /// <inheritdoc/>
    public long UptimeMs { get; private set; } = 1;

    /// <inheritdoc/>
    public long UtcMs => 0;

    /// <inheritdoc/>
    public ClockQuality Quality => ClockQuality.Unknown;

    /// <inheritdoc/>
    public int Available => left;

    /// <summary>Is asked for one reading and answers so; true, with the reading, when the driver takes it for one.</summary>
    /// <param name="registerWh">What its register tells.</param>
    /// <param name="powerW">What its power tells.</param>
    /// <param name="reading">Register and power, where it is taken.</param>
    public bool Tell(float registerWh, float powerW, MeterReading reading)
    {
        this.registerWh = registerWh;
        this.powerW = powerW;
        long formerMs = newest.ReadAtMs;
        int asked = answers;
        for (long end = UptimeMs + LongestMs; UptimeMs < end && newest.ReadAtMs == formerMs && answers < asked + 2; UptimeMs += LookMs)
        {
            meter.Read(newest);
        }

        meter.Read(newest);
        bool isTaken = newest.ReadAtMs != formerMs;
        reading.RegisterWh = isTaken ? newest.RegisterWh : reading.RegisterWh;
        reading.PowerW = isTaken ? newest.PowerW : reading.PowerW;
        return isTaken;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(count, left);
        Array.Copy(answer, AnswerBytes - left, buffer, offset, taken);
        left -= taken;
        return taken;
    }

    /// <inheritdoc/>
    public void Write(byte[] buffer, int count)
    {
        int register = (buffer[2] << 8) | buffer[3];
        int bits = BitConverter.SingleToInt32Bits(register == profile.Import.Register ? registerWh : powerW);
        (answer[0], answer[1], answer[2]) = (buffer[0], buffer[1], 4);
        (answer[3], answer[4], answer[5], answer[6]) = ((byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits);
        int sum = ModbusCrc.Of(answer, 0, AnswerBytes - 2);
        (answer[7], answer[8]) = ((byte)sum, (byte)(sum >> 8));
        left = count == RequestBytes ? AnswerBytes : 0;
        answers++;
    }
}
