using System.Globalization;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>How things stood at the end of a month.</summary>
/// <param name="HeapBytes">Managed heap after full collections, of charge point and office.</param>
/// <param name="FlashBytes">Files of journal and documents.</param>
/// <param name="Records">Committed so far.</param>
/// <param name="MostWaiting">Most records that ever waited for the journal; twelve fit.</param>
/// <param name="LongestMessage">Longest message of records, bytes.</param>
internal sealed record MonthEnd(long HeapBytes, long FlashBytes, long Records, int MostWaiting, int LongestMessage);

/// <summary>
/// One charge point for months without end: four members a day, a new plan every day, a day without a wire every week,
/// a power cut every ten days, most of them in the middle of a session.
/// </summary>
internal sealed class Year : IDisposable
{
    public const int MonthDays = 30;

    private const int SessionsPerDay = 4;
    private const long StartUtcMs = 1_775_001_600_000;
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    private readonly List<MonthEnd> months = [];
    private readonly Visit[] visits;
    private readonly Station station;
    private int mostWaiting;

    private Year(int days)
    {
        visits = [.. Enumerable.Range(0, days * SessionsPerDay).Select(VisitOf)];
        station = new Station(
            new StationSetup { StartUtcMs = StartUtcMs, Visits = visits, Plan = PlanOf(0) }, breaker: null);
    }

    /// <summary>The end of each month.</summary>
    public IReadOnlyList<MonthEnd> Months => months;

    /// <summary>The office's books.</summary>
    public Ledger Ledger => station.Office.Ledger;

    /// <summary>What the meter's register has gained, Wh.</summary>
    public long DeliveredWh => (station.ChargePoint.Bay.EnergyMj / Bay.MillijoulesPerWh) - station.ChargePoint.InitialRegisterWh;

    /// <summary>
    /// By how much the heap was larger at the end of any later month than at the end of the first, bytes; what is
    /// compiled and cached once is there by then.
    /// </summary>
    public long GrowthBytes => months.Skip(1).Select(month => month.HeapBytes - months[0].HeapBytes).DefaultIfEmpty().Max();

    /// <summary>Plays so many months of thirty days.</summary>
    /// <param name="monthCount">How many.</param>
    /// <param name="leak">What a firmware that leaks would keep each day; null for none.</param>
    public static Year Play(int monthCount, Action? leak = null)
    {
        var year = new Year(monthCount * MonthDays);
        for (int day = 0; day < monthCount * MonthDays; day++)
        {
            year.PlayDay(day);
            leak?.Invoke();
            if ((day + 1) % MonthDays == 0)
            {
                year.EndMonth();
            }
        }

        return year;
    }

    public void Dispose() => station.Dispose();

    private void PlayDay(int day)
    {
        long startUtcMs = StartUtcMs + (day * DayMs);
        station.CutOff(day % 7 == 6);
        if (day > 0)
        {
            station.Office.Publish(PlanOf(day));
        }

        bool isCut = day % 10 == 9;
        if (isCut)
        {
            RunTo(visits[(day * SessionsPerDay) + 1].PlugInUtcMs + 30_000);
            station.CutPower();
        }

        RunTo(startUtcMs + DayMs);
    }

    private void RunTo(long utcMs) => station.RunTo(utcMs, () =>
    {
        mostWaiting = Math.Max(mostWaiting, station.ChargePoint.WaitingRecords);
        return false;
    });

    private void EndMonth()
    {
        station.CutOff(false);
        if (!station.RunUntilDelivered())
        {
            Ledger.Complain(string.Create(CultureInfo.InvariantCulture, $"not everything was delivered after month {months.Count + 1}"));
        }

        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        long flashBytes = new DirectoryInfo(station.Folder).EnumerateFiles().Sum(file => file.Length);
        months.Add(new MonthEnd(
            GC.GetTotalMemory(true), flashBytes, station.ChargePoint.CommittedUpTo, mostWaiting, station.Office.LongestMessage));
    }

    private static Visit VisitOf(int number)
    {
        long plugInUtcMs = StartUtcMs + (number / SessionsPerDay * DayMs) + (((number % SessionsPerDay * 5) + 3) * HourMs);
        return new Visit(Papers.Name, Papers.Member, true, plugInUtcMs, plugInUtcMs + 90_000, 100_000, 20_000);
    }

    // Two days ahead, so that a day without a wire is planned for.
    private static byte[] PlanOf(int day) =>
        Papers.Plan(day + 1, StartUtcMs + (day * DayMs), 30, [.. Enumerable.Repeat(10_000, 96)]);
}
