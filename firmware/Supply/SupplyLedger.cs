namespace ChargePointFw.Supply;

/// <summary>
/// Draws allocations down. Two intervals can be open at once: the current one, and the one that has ended but whose
/// last reading has not come yet.
/// </summary>
public sealed class SupplyLedger
{
    private SupplyAccount current = new SupplyAccount();
    private SupplyAccount closing = new SupplyAccount();
    private long forfeitWh;
    private long currentSinceMs;

    public SupplyAccount Current => current;

    public SupplyAccount Closing => closing;

    /// <summary>True between the end of an interval and the first reading after it.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Monotonic time of the boundary that waits for a reading.</summary>
    public long BoundaryMs { get; private set; }

    /// <summary>True while the wall clock names an interval before one already seen: it cannot be trusted then.</summary>
    public bool IsClockBehind { get; private set; }

    /// <summary>Uncovered energy not yet made good from a later allocation, Wh.</summary>
    public long ForfeitWh => forfeitWh;

    /// <summary>Account that energy up to the newest reading belongs to.</summary>
    public SupplyAccount Open => IsClosing ? closing : current;

    /// <summary>Takes up after a restart: the interval and what its records already cover.</summary>
    public void Restore(long startUtcMs, int coveredWh, int liveWh, long allocationId)
    {
        current.Begin(startUtcMs);
        current.CoveredWh = coveredWh;
        current.RestoreLive(liveWh);
        current.AllocationId = allocationId;
    }

    /// <summary>Uncovered energy from before a restart that is still to be made good, Wh.</summary>
    public void Owe(int energyWh) => forfeitWh = energyWh;

    /// <summary>Looks up again what the interval taken up after a restart had been allocated, if the plan still says.</summary>
    public void Recall(SupplyPlan plan)
    {
        if (plan != null && current.StartUtcMs >= 0 && current.AllocatedWh == 0)
        {
            TakeAllocation(plan);
        }
    }

    /// <summary>
    /// Moves to the interval of <paramref name="utcMs"/>. An interval that has begun keeps the allocation it was
    /// entered with; one entered without takes the first that a newer plan brings. One that was entered while the clock was
    /// ahead begins when the clock comes to it again: what the plan held by then gives less is given up.
    /// </summary>
    /// <param name="plan">The plan held, or null.</param>
    /// <param name="utcMs">Now, trusted.</param>
    /// <param name="nowMs">Now on the monotonic clock.</param>
    /// <param name="intervalMs">Length of an interval while there is no plan.</param>
    /// <param name="mustClose">Energy flowed or may have: keep the old interval open until its last reading.</param>
    public void Enter(SupplyPlan plan, long utcMs, long nowMs, long intervalMs, bool mustClose)
    {
        long lengthMs = plan != null ? plan.IntervalMs : intervalMs;
        long startUtcMs = utcMs - (utcMs % lengthMs);
        bool begins = IsClockBehind && startUtcMs == current.StartUtcMs;
        IsClockBehind = startUtcMs < current.StartUtcMs;
        if (startUtcMs > current.StartUtcMs)
        {
            currentSinceMs = nowMs - (utcMs - startUtcMs);

            // A second boundary before the first has its reading: the meter was silent throughout, so nothing flowed.
            if (mustClose && !IsClosing)
            {
                SupplyAccount ended = current;
                current = closing;
                closing = ended;
                IsClosing = true;
                BoundaryMs = currentSinceMs;
            }

            current.Begin(startUtcMs);
        }

        if (plan != null && !IsClockBehind && current.AllocatedWh == 0 && current.LivePermille == 0)
        {
            TakeAllocation(plan);
        }

        if (begins && plan != null)
        {
            Lower(plan);
        }
    }

    /// <summary>
    /// Credits a surplus that lasted from then to then, monotonic ms, to the intervals that it fell in; what fell in one
    /// that is closed comes too late and is no supply.
    /// </summary>
    public void Credit(int surplusW, long fromMs, long toMs)
    {
        if (IsClosing && fromMs < BoundaryMs)
        {
            closing.Credit(surplusW, (toMs < BoundaryMs ? toMs : BoundaryMs) - fromMs);
        }

        long sinceMs = fromMs > currentSinceMs ? fromMs : currentSinceMs;
        if (toMs > sinceMs)
        {
            current.Credit(surplusW, toMs - sinceMs);
            if (!IsClosing)
            {
                Forfeit();
            }
        }
    }

    /// <summary>The interval that had ended has its last reading.</summary>
    public void FinishClosing()
    {
        IsClosing = false;
        Forfeit();
    }

    /// <summary>
    /// Books a member's energy on the account that is open and returns the part that its allocation covers, Wh. The
    /// rest is forfeited from the next allocation: it is never turned into covered.
    /// </summary>
    public int Cover(int energyWh)
    {
        SupplyAccount account = Open;
        int covered = energyWh < account.RemainingWh ? energyWh : account.RemainingWh;
        covered = covered < 0 ? 0 : covered;
        account.CoveredWh += covered;
        forfeitWh += energyWh - covered;
        return covered;
    }

    private void TakeAllocation(SupplyPlan plan)
    {
        int index = plan.Find(current.StartUtcMs);
        bool isOther = current.AllocationId != 0 && index >= 0 && plan.AllocationId[index] != current.AllocationId;
        if (index < 0 || isOther || current.StartUtcMs >= plan.ValidUntilUtcMs)
        {
            return;
        }

        current.AllocationId = plan.AllocationId[index];
        current.AllocatedWh = plan.EnergyWh[index];
        current.LivePermille = plan.LivePermille[index];
        if (!IsClosing)
        {
            Forfeit();
        }
    }

    private void Lower(SupplyPlan plan)
    {
        int index = plan.Find(current.StartUtcMs);
        int energyWh = index < 0 ? 0 : plan.EnergyWh[index];
        int livePermille = index < 0 ? 0 : plan.LivePermille[index];
        if (energyWh < current.AllocatedWh)
        {
            current.AllocatedWh = energyWh;
            current.AllocationId = index < 0 ? current.AllocationId : plan.AllocationId[index];
        }

        current.LivePermille = livePermille < current.LivePermille ? livePermille : current.LivePermille;
    }

    private void Forfeit()
    {
        int room = current.RemainingWh;
        int given = forfeitWh < room ? (int)forfeitWh : room;
        if (given > 0)
        {
            current.ForfeitedWh += given;
            forfeitWh -= given;
        }
    }
}
