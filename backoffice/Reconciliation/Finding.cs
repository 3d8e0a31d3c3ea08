using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>How much a finding weighs; the numbers are stored.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing to do.</summary>
    Info = 0,

    /// <summary>Something is missing yet: not passed on until it is there.</summary>
    Hold = 1,

    /// <summary>Somebody should look at it; it is passed on all the same.</summary>
    Flag = 2,

    /// <summary>Nothing is claimed or passed on before somebody has decided.</summary>
    Block = 3,
}

/// <summary>
/// What a finding rests on: records by number, registers, intervals and figures. Names end in their unit (Wh, W, UtcMs,
/// Hours …); the explanation in <c>Findings.resx</c> refers to them in braces.
/// </summary>
public sealed class Evidence
{
    private readonly JsonObject json = [];

    /// <summary>Records of the journal at hand, by number.</summary>
    public Evidence Records(params ReadOnlySpan<long> numbers) => Put("records", numbers);

    /// <summary>Starts of intervals, ms since 1970 in UTC.</summary>
    public Evidence Intervals(params ReadOnlySpan<long> startsUtcMs) => Put("intervals", startsUtcMs);

    /// <summary>A register, an energy, a time or another whole number.</summary>
    public Evidence With(string name, long value)
    {
        json[name] = value;
        return this;
    }

    /// <inheritdoc cref="With(string, long)"/>
    public Evidence With(string name, string value)
    {
        json[name] = value;
        return this;
    }

    public override string ToString() => json.ToJsonString(JsonSerializerOptions.Web);

    private Evidence Put(string name, ReadOnlySpan<long> values)
    {
        var array = new JsonArray();
        foreach (long value in values)
        {
            array.Add((JsonNode)value);
        }

        json[name] = array;
        return this;
    }
}

/// <summary>What a check found, before it is stored.</summary>
/// <param name="Check">Which check.</param>
/// <param name="Rule">The check's version with the limits that it used.</param>
/// <param name="Key">What it is about, in one word: the same thing found again by the same rule is the same finding.</param>
/// <param name="SiteId">Row of the site.</param>
/// <param name="ChargePointId">Row of the charge point, 0 for none.</param>
/// <param name="JournalRow">Row of the journal, 0 for none.</param>
/// <param name="SessionNumber">Number of the session, 0 for none.</param>
/// <param name="AtUtcMs">When it happened: start of the session, the record or the interval, ms since 1970 in UTC.</param>
/// <param name="EnergyWh">Energy at stake, Wh.</param>
/// <param name="Evidence">What it rests on.</param>
internal readonly record struct Found(
    Check Check, string Rule, string Key, long SiteId, long ChargePointId, long JournalRow, long SessionNumber, long AtUtcMs, long EnergyWh, string Evidence);

/// <summary>Takes what checks find.</summary>
internal interface IFindings
{
    void Add(in Found found);
}

/// <summary>One check: a kind, how much it weighs, and which limits it uses.</summary>
internal abstract class Check
{
    /// <summary>Its name; <c>Findings.resx</c> has a title and an explanation for it.</summary>
    public string Kind => GetType().Name;

    public abstract Severity Severity { get; }

    /// <summary>Counts up when the check decides otherwise than before with the same limits.</summary>
    public virtual int Version => 1;

    /// <summary>The limits that it uses.</summary>
    public virtual IReadOnlyList<CheckLimit> Uses => [];

    /// <summary>Kinds that explain what this check would find: then it says nothing of its own.</summary>
    public virtual IReadOnlyList<string> ConsequenceOf => [];
}
