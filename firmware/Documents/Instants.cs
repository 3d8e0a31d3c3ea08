namespace ChargePointFw.Documents;

/// <summary>Instants as text, such as 2026-04-01T00:00:00.000Z; because DateTime's formatting differs between the runtimes.</summary>
public static class Instants
{
    /// <summary>Letters of an instant.</summary>
    public const int Letters = 24;

    /// <summary>Writes an instant into a buffer that has the room; returns how many letters it took.</summary>
    /// <param name="utcMs">ms since 1970 in UTC.</param>
    /// <param name="target">ASCII.</param>
    /// <param name="at">Where it begins.</param>
    public static int Write(long utcMs, byte[] target, int at)
    {
        // Civil date from the day number (days_from_civil and its inverse, H. Hinnant's public-domain derivation).
        long day = utcMs / 86_400_000;
        int ms = (int)(utcMs % 86_400_000);
        long z = day + 719_468;
        long era = z / 146_097;
        long dayOfEra = z - (era * 146_097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        int dayOfMonth = (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1);
        int month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);

        Padded((int)year, 4, '-', target, at);
        Padded(month, 2, '-', target, at + 5);
        Padded(dayOfMonth, 2, 'T', target, at + 8);
        Padded(ms / 3_600_000, 2, ':', target, at + 11);
        Padded(ms / 60_000 % 60, 2, ':', target, at + 14);
        Padded(ms / 1_000 % 60, 2, '.', target, at + 17);
        Padded(ms % 1_000, 3, 'Z', target, at + 20);
        return Letters;
    }

    private static void Padded(int value, int width, char separator, byte[] target, int at)
    {
        for (int i = at + width - 1; i >= at; i--)
        {
            target[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        target[at + width] = (byte)separator;
    }
}
