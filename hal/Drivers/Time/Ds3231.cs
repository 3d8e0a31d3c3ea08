using System;
using System.Device.I2c;

namespace ChargePointFw.Drivers.Time;

/// <summary>
/// The battery-backed clock DS3231 (Maxim, data sheet 19-5170) over I2C. It keeps whole seconds of UTC, and, in its alarm
/// registers, the day on which it was set: how far it may be off is told from there.
/// </summary>
public sealed class Ds3231
{
    public const int Address = 0x68;

    /// <summary>3.5 ppm from -40 to 85 °C, 5 ppm ageing in ten years, and a margin.</summary>
    public const int DriftPartsPerMillion = 10;

    private const int Registers = 0x10;
    private const int Alarm1 = 0x07;
    private const int Alarm2 = 0x0B;
    private const int Control = 0x0E;
    private const int Status = 0x0F;

    private const int StopsOnBattery = 0x80; // EOSC
    private const int NoAlarms = 0x04;       // INTCN: the alarms' pin is quiet, their registers are memory
    private const int HasStopped = 0x80;     // OSF
    private const int Century = 0x80;

    private const int FirstYear = 2000;
    private const long TicksPerMs = 10_000;
    private const long UnixEpochTicks = 621_355_968_000_000_000;
    private const long MsPerDay = 86_400_000;
    private const long FirstDay = 10_957; // 2000-01-01, days since 1970

    private readonly I2cDevice device;
    private readonly byte[] pointer = new byte[1];
    private readonly byte[] registers = new byte[Registers];
    private readonly byte[] written = new byte[1 + Status];
    private readonly byte[] single = new byte[2];

    /// <param name="device">The chip on its bus; null where the board has none.</param>
    public Ds3231(I2cDevice device)
    {
        this.device = device;
        Trouble = "The battery-backed clock has not been read yet.";
    }

    /// <summary>Why there is no time, in words for a technician; null when there is one.</summary>
    public string Trouble { get; private set; }

    /// <summary>How far the time read last may be off by drift, ms.</summary>
    public long ErrorMs { get; private set; }

    /// <summary>
    /// The second that the clock shows, ms since 1970 in UTC, or -1 when there is none that may be believed; then
    /// <see cref="Trouble"/> says why. One transfer of 17 bytes, some 2 ms at 100 kHz.
    /// </summary>
    public long Read()
    {
        Trouble = Fetch();
        if (Trouble != null)
        {
            return -1;
        }

        int setDay = SetDay();
        long utcMs = Time();
        if (setDay < 0 || utcMs < 0)
        {
            Trouble = "The battery-backed clock holds no date that this program wrote: it is set with the next time from the network.";
            return -1;
        }

        long days = (utcMs / MsPerDay) - FirstDay - setDay;
        if (days < 0)
        {
            Trouble = "The battery-backed clock shows a time before it was set.";
            return -1;
        }

        ErrorMs = (days + 1) * (MsPerDay / 1_000_000) * DriftPartsPerMillion;
        return utcMs;
    }

    /// <summary>Sets the clock to a second that begins now. False: there is no device, it did not take it, or the year is not of this century.</summary>
    public bool Set(long utcMs)
    {
        var time = new DateTime(UnixEpochTicks + (utcMs * TicksPerMs));
        if (device == null || time.Year < FirstYear || time.Year >= FirstYear + 100)
        {
            return false;
        }

        written[0] = 0;
        written[1] = Bcd(time.Second);
        written[2] = Bcd(time.Minute);
        written[3] = Bcd(time.Hour); // bit 6 low: 24 hours
        written[4] = (byte)((int)time.DayOfWeek + 1);
        written[5] = Bcd(time.Day);
        written[6] = Bcd(time.Month);
        written[7] = Bcd(time.Year - FirstYear);
        KeepSetDay((int)((utcMs / MsPerDay) - FirstDay));
        written[1 + Control] = NoAlarms;

        // The last register of the check goes first, as it can never be, and the stopped mark goes last: a set that breaks
        // off in the middle leaves a clock that is not believed.
        return Write(Alarm2 + 2, 0)
            && device.Write(written).Status == I2cTransferStatus.FullTransfer
            && Write(Status, 0);
    }

    private bool Write(int register, int value)
    {
        single[0] = (byte)register;
        single[1] = (byte)value;
        return device.Write(single).Status == I2cTransferStatus.FullTransfer;
    }

    private string Fetch()
    {
        if (device == null || device.WriteRead(pointer, registers).Status != I2cTransferStatus.FullTransfer)
        {
            return "No battery-backed clock answers: without one a restart offline denies until the time is known.";
        }

        if ((registers[Status] & HasStopped) != 0 || (registers[Control] & StopsOnBattery) != 0)
        {
            return "The battery-backed clock has stood still: change its battery; it is set with the next time from the network.";
        }

        return null;
    }

    // Day of setting as a number of three digits to the bases 24, 60 and 60: a time of day, so that the registers hold
    // nothing that an alarm could not. The other alarm holds what is missing to the highest digit, as a check.
    private void KeepSetDay(int day)
    {
        int low = day % 60;
        int middle = day / 60 % 60;
        int high = day / 3_600;
        written[1 + Alarm1] = Bcd(low);
        written[2 + Alarm1] = Bcd(middle);
        written[3 + Alarm1] = Bcd(high);
        written[4 + Alarm1] = Bcd(1);
        written[1 + Alarm2] = Bcd(59 - low);
        written[2 + Alarm2] = Bcd(23 - high);
        written[3 + Alarm2] = Bcd(1 + (middle % 28));
    }

    private int SetDay()
    {
        int low = Number(registers[Alarm1], 0, 59);
        int middle = Number(registers[Alarm1 + 1], 0, 59);
        int high = Number(registers[Alarm1 + 2], 0, 23);
        bool isOurs = low >= 0 && middle >= 0 && high >= 0
            && registers[Alarm1 + 3] == Bcd(1)
            && registers[Alarm2] == Bcd(59 - low)
            && registers[Alarm2 + 1] == Bcd(23 - high)
            && registers[Alarm2 + 2] == Bcd(1 + (middle % 28));
        return isOurs ? low + (60 * middle) + (3_600 * high) : -1;
    }

    private long Time()
    {
        int second = Number(registers[0], 0, 59);
        int minute = Number(registers[1], 0, 59);
        int hour = Number(registers[2], 0, 23); // the 12-hour mark would make it larger
        int day = Number(registers[4], 1, 31);
        int month = (registers[5] & Century) != 0 ? -1 : Number(registers[5], 1, 12);
        int year = Number(registers[6], 0, 99);
        bool isTime = second >= 0 && minute >= 0 && hour >= 0 && day >= 0 && month >= 0 && year >= 0
            && day <= DateTime.DaysInMonth(FirstYear + year, month);
        return isTime
            ? (new DateTime(FirstYear + year, month, day, hour, minute, second).Ticks - UnixEpochTicks) / TicksPerMs
            : -1;
    }

    private static byte Bcd(int number) => (byte)((number / 10 * 16) + (number % 10));

    // -1 for what is no decimal number in these bounds.
    private static int Number(byte bcd, int least, int most)
    {
        int low = bcd & 15;
        int number = (bcd >> 4) * 10 + low;
        return low <= 9 && number >= least && number <= most ? number : -1;
    }
}
