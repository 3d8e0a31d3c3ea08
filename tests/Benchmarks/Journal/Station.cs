// The simulator's charge point on a wire to an office at hand, through power cuts.
using ChargePointFw.Control;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>What a <see cref="Station"/> is made of.</summary>
internal sealed record StationSetup
{
    public required long StartUtcMs { get; init; }

    public required IReadOnlyList<Visit> Visits { get; init; }

    /// <summary>The plan in its flash when it is first switched on.</summary>
    public required byte[] Plan { get; init; }

    /// <summary>Ring of the journal.</summary>
    public int Segments { get; init; } = 48;

    public int SegmentBytes { get; init; } = 4_096;

    /// <summary>Records of an earlier time, which the office has acknowledged.</summary>
    public int History { get; init; }

    /// <summary>
    /// A battery-backed clock keeps the time over a restart. Without it the time is unknown after one until the time server
    /// can be reached, over the same wire as the office.
    /// </summary>
    public bool HasBatteryClock { get; init; } = true;
}

/// <summary>
/// One charge point from the first boot on. <see cref="RunTo"/> steps it where a step can make a difference; when the
/// power goes it comes back two seconds later, and who is plugged in shows the card again.
/// </summary>
internal sealed class Station : IDisposable
{
    private const int GridMs = 100;
    private const int DarkMs = 2_000;
    private const int CardAgainAfterMs = 75_000; // by then the meter is believed again

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-journal-");
    private readonly SimulatedTime time;
    private readonly StationSetup setup;
    private readonly Breaker? breaker;
    private readonly HashSet<int> sessionsCut = [];
    private long cardAgainUtcMs = long.MaxValue;
    private bool wasClosed;

    /// <param name="setup">What it is made of.</param>
    /// <param name="breaker">Takes the power away; null: plain files, and nothing is remembered of them.</param>
    public Station(StationSetup setup, Breaker? breaker)
    {
        this.setup = setup;
        this.breaker = breaker;
        WriteHistory();
        time = new SimulatedTime(DateTimeOffset.FromUnixTimeMilliseconds(setup.StartUtcMs));
        ChargePoint = new SimulatedChargePoint(
            new SimulatorOptions
            {
                Site = Papers.SiteName,
                ChargePoint = Papers.Name,
                DeviceKey = Papers.Key,
                SiteKey = Papers.Key,
                Broker = new BrokerAddress { Host = "127.0.0.1", Port = 1 },
                Folder = Folder,
                Seed = 1,
                Parts = new Parts(this),
            },
            time,
            setup.Visits);
        if (!ChargePoint.TakePlan(setup.Plan) || !ChargePoint.TakeTokens(Papers.Tokens()))
        {
            throw new InvalidOperationException("The charge point refuses the bench's own plan or token list.");
        }

        InitialMj = ChargePoint.Bay.EnergyMj;
    }

    public OfficeAtHand Office { get; } = new();

    public SimulatedChargePoint ChargePoint { get; }

    /// <summary>Its flash.</summary>
    public string Folder => folder.FullName;

    /// <summary>Power cuts so far.</summary>
    public int Cuts { get; private set; }

    /// <summary>The contactor closed although no record of it was in the flash.</summary>
    public int ClosedUnrecorded { get; private set; }

    /// <summary>Sessions that were open, by the flash, when the power went.</summary>
    public int SessionsCut => sessionsCut.Count;

    /// <summary>Done in the dark, before it comes back.</summary>
    public Action<Station>? InTheDark { get; set; }

    public long NowUtcMs => time.UtcMs;

    /// <summary>What has really flowed, mJ.</summary>
    public long TakenMj => ChargePoint.Bay.EnergyMj - InitialMj;

    private long InitialMj { get; }

    /// <summary>Steps up to this instant; ends earlier when <paramref name="until"/> says so after a step.</summary>
    public void RunTo(long utcMs, Func<bool>? until = null)
    {
        while (NowUtcMs < utcMs && until?.Invoke() != true)
        {
            MoveTo(Math.Min(utcMs, Next()));
            Step();
        }
    }

    /// <summary>On until everything has been delivered; false when it is not within ten minutes.</summary>
    public bool RunUntilDelivered()
    {
        long latestUtcMs = NowUtcMs + 600_000;
        bool IsDelivered() => ChargePoint.IsSettled && Office.Ledger.Number == ChargePoint.CommittedUpTo;
        RunTo(latestUtcMs, IsDelivered);
        return IsDelivered();
    }

    /// <summary>The power goes now and comes back.</summary>
    public void CutPower()
    {
        Cuts++;
        if (breaker?.LastOfSession() is { Type: not RecordType.SessionEnded } open)
        {
            sessionsCut.Add(open.SessionNumber);
        }

        MoveTo(NowUtcMs + DarkMs);
        InTheDark?.Invoke(this);
        cardAgainUtcMs = NowUtcMs + CardAgainAfterMs;
        try
        {
            ChargePoint.CutPower();
        }
        catch (PowerGoneException)
        {
            CutPower();
        }
    }

    /// <summary>Cuts the wire to office and time server, or mends it.</summary>
    public void CutOff(bool isCut)
    {
        ChargePoint.CutOff(isCut);
        if (!isCut && ChargePoint.Clock.Quality != ClockQuality.Synchronised)
        {
            ChargePoint.Clock.Quality = ClockQuality.Synchronised;
            Step();
        }
    }

    public void Dispose()
    {
        ChargePoint.Dispose();
        folder.Delete(recursive: true);
    }

    private long Next()
    {
        long next = Math.Min(ChargePoint.DueUtcMs, cardAgainUtcMs);
        next = ChargePoint.HasNews ? NowUtcMs + GridMs : next;
        next = ChargePoint.IsSettled ? next : Math.Min(next, NowUtcMs + 1_000);
        return Math.Max(next, NowUtcMs + GridMs);
    }

    private void Step()
    {
        try
        {
            PresentCardAgain();
            ChargePoint.Tick();
            WatchContactor();
            ChargePoint.Poll(NowUtcMs - setup.StartUtcMs);
        }
        catch (PowerGoneException)
        {
            WatchContactor();
            CutPower();
        }
    }

    private void PresentCardAgain()
    {
        if (NowUtcMs >= cardAgainUtcMs)
        {
            cardAgainUtcMs = long.MaxValue;
            Bay bay = ChargePoint.Bay;
            bay.PresentedToken = bay.Car is not null && ChargePoint.IsIdle ? bay.Car.Visit.Token : bay.PresentedToken;
        }
    }

    private void WatchContactor()
    {
        if (ChargePoint.IsContactorClosed && !wasClosed && breaker is not null)
        {
            Record? last = breaker.LastOfSession();
            bool isRecorded = last is { ChargingState: ChargingState.Charging, Type: not RecordType.SessionEnded };
            ClosedUnrecorded += isRecorded ? 0 : 1;
        }

        wasClosed = ChargePoint.IsContactorClosed;
    }

    private void MoveTo(long utcMs)
    {
        time.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(utcMs));
        ChargePoint.Bay.AdvanceTo(utcMs);
    }

    private IRecordStore OpenStore() => breaker is null
        ? new FileRecordStore(Folder, Path.DirectorySeparatorChar.ToString(), setup.Segments, setup.SegmentBytes)
        : new CutFiles(Folder, setup.Segments, setup.SegmentBytes, breaker);

    private sealed class Parts(Station station) : BoardParts
    {
        public override void Start(SimulatedClock clock, Bay bay) =>
            clock.Quality = station.ChargePoint is not { IsCutOff: true } ? ClockQuality.Synchronised
                : station.setup.HasBatteryClock ? ClockQuality.Informative
                : ClockQuality.Unknown;

        public override IRecordStore RecordStore(SimulatorOptions options) => station.OpenStore();

        public override IBrokerConnection Connection(SimulatorOptions options) => station.Office;
    }

    // Boots of an earlier time: nothing of them matters but that they take room, and that the office has them.
    private void WriteHistory()
    {
        if (setup.History == 0)
        {
            return;
        }

        var store = new FileRecordStore(Folder, Path.DirectorySeparatorChar.ToString(), setup.Segments, setup.SegmentBytes);
        RecordJournal journal = RecordJournal.Open(store, Papers.Hash, Papers.Keys, new SeededEntropy(1), new RecoveredState());
        for (int number = 1; number <= setup.History; number++)
        {
            journal.Append(new Record { Type = RecordType.Boot, Number = number });
            byte[] bytes = new byte[RecordLayout.RecordBytes];
            journal.Read(number, bytes);
            Office.TakeRecord(bytes);
            journal.Acknowledge(number, bytes[RecordLayout.SignedBytes..]);
            breaker?.Commit(bytes);
        }
    }
}
