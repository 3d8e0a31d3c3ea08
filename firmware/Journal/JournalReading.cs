namespace ChargePointFw.Journal;

/// <summary>What stands at a number of the journal.</summary>
public enum JournalReading : byte
{
    /// <summary>The record, as it was committed.</summary>
    Record,

    /// <summary>It is damaged before the back office had it: the statement that it and perhaps more are lost.</summary>
    Lost,

    /// <summary>Damaged, and nothing behind it says yet where the chain goes on.</summary>
    NotYet,

    /// <summary>Acknowledged once, and its room has been used since; or not there yet.</summary>
    Gone,
}
