namespace ChargePointFw.Fuzz;

/// <summary>A case that must not be: which one, what was wrong, and its bytes.</summary>
internal sealed class FindingException : Exception
{
    public FindingException()
    {
    }

    public FindingException(string message)
        : base(message)
    {
    }

    public FindingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What was fed last.</summary>
    public byte[] Payload { get; init; } = [];

    /// <summary>Where it goes in the corpus: kind and what it was said to, without a number.</summary>
    public string Route { get; init; } = "";
}
