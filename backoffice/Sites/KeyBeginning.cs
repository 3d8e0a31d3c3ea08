namespace ChargePointFw.BackOffice.Sites;

/// <summary>The first record that a generation of keys has chained.</summary>
/// <param name="Generation">Of the keys.</param>
/// <param name="JournalId">The journal that it is in.</param>
/// <param name="Number">Its number there.</param>
internal readonly record struct KeyBeginning(byte Generation, long JournalId, long Number)
{
    /// <summary>
    /// Whoever still writes with an older key from here on is somebody else. What the charge point wrote before may come late.
    /// </summary>
    public bool Withdraws(byte generation, long journalId, long number) =>
        generation < Generation && (journalId != JournalId || number >= Number);
}
