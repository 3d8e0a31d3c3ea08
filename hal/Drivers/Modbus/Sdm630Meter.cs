using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Modbus;

/// <summary>
/// Eastron SDM630 over Modbus RTU: function 04, import register 0x0048 in kWh, power 0x0034 in W, float32 big-endian,
/// two registers each (maker's register map). One request is out at a time; each call looks once and returns, so a step
/// never waits for the meter. A meter that is silent shows by the age of its reading.
/// </summary>
public sealed class Sdm630Meter : IEnergyMeter
{
    private const int PowerRegister = 0x0034;
    private const int ImportRegister = 0x0048;
    private const int AnswerBytes = 9;
    private const int PollEveryMs = 1_000;
    private const int AnswerTimeOutMs = 300;

    // The largest register at which a float32 of kWh still steps by less than 16 Wh; beyond it the profile is wrong.
    private const double LargestKwh = 140_000;

    private readonly ISerialLine line;
    private readonly IClock clock;
    private readonly byte unit;
    private readonly byte[] request = new byte[8];
    private readonly byte[] answer = new byte[AnswerBytes];
    private readonly byte[] floatBytes = new byte[4];
    private readonly MeterReading newest = new MeterReading();
    private int received;
    private bool isAwaiting;
    private bool isPowerDue;
    private long requestedAtMs = -PollEveryMs;
    private long pollStartedMs = -PollEveryMs;
    private long pendingRegisterWh;
    private long pendingAtMs;

    /// <param name="line">Serial line, 9600 baud; parity as the meter is set.</param>
    /// <param name="clock">For time-outs and the time of a reading.</param>
    /// <param name="unit">Modbus address, 1 to 247.</param>
    public Sdm630Meter(ISerialLine line, IClock clock, byte unit)
    {
        this.line = line;
        this.clock = clock;
        this.unit = unit;
    }

    /// <summary>A float32 of kWh steps by at most 16 Wh up to 140,000 kWh.</summary>
    public int ResolutionWh => 16;

    public void Read(MeterReading reading)
    {
        Poll(clock.UptimeMs);
        reading.RegisterWh = newest.RegisterWh;
        reading.PowerW = newest.PowerW;
        reading.ReadAtMs = newest.ReadAtMs;
        reading.Serial = newest.Serial;
    }

    private void Poll(long nowMs)
    {
        if (isAwaiting)
        {
            Receive(nowMs);
        }

        if (isAwaiting)
        {
            return;
        }

        if (isPowerDue)
        {
            Request(PowerRegister, nowMs);
        }
        else if (nowMs - pollStartedMs >= PollEveryMs)
        {
            pollStartedMs = nowMs;
            Request(ImportRegister, nowMs);
        }
    }

    private void Request(int register, long nowMs)
    {
        while (line.Available > 0)
        {
            line.Read(answer, 0, AnswerBytes); // left over from an answer that came too late
        }

        request[0] = unit;
        request[1] = 4;
        request[2] = (byte)(register >> 8);
        request[3] = (byte)register;
        request[4] = 0;
        request[5] = 2;
        int crc = ModbusCrc.Of(request, 6);
        request[6] = (byte)crc;
        request[7] = (byte)(crc >> 8);
        received = 0;
        isAwaiting = true;
        requestedAtMs = nowMs;
        line.Write(request, request.Length);
    }

    private void Receive(long nowMs)
    {
        if (line.Available > 0)
        {
            received += line.Read(answer, received, AnswerBytes - received);
        }

        if (received == AnswerBytes)
        {
            isAwaiting = false;
            Take(nowMs);
        }
        else if (nowMs - requestedAtMs >= AnswerTimeOutMs)
        {
            isAwaiting = false;
            isPowerDue = false; // start over with the next poll
        }
    }

    private void Take(long nowMs)
    {
        int crc = ModbusCrc.Of(answer, AnswerBytes - 2);
        bool isGood = answer[0] == unit && answer[1] == 4 && answer[2] == 4
            && answer[7] == (byte)crc && answer[8] == (byte)(crc >> 8);
        double value = isGood ? Float() : -1;
        if (!isPowerDue)
        {
            // NaN fails both comparisons and so is refused with the rest.
            isPowerDue = value >= 0 && value <= LargestKwh;
            pendingRegisterWh = isPowerDue ? (long)(value * 1000) : 0;
            pendingAtMs = requestedAtMs;
            return;
        }

        isPowerDue = false;
        if (isGood && value > -1e6 && value < 1e6)
        {
            newest.RegisterWh = pendingRegisterWh;
            newest.PowerW = (int)value;
            newest.ReadAtMs = pendingAtMs;
        }
    }

    private double Float()
    {
        for (int i = 0; i < 4; i++)
        {
            floatBytes[i] = answer[6 - i];
        }

        return BitConverter.ToSingle(floatBytes, 0);
    }
}
