namespace ChargePointFw.Simulator.Visits;

/// <summary>A sessions file cannot be used; the message says which file, which line, why, and nothing was taken from it.</summary>
public sealed class VisitFileException : Exception
{
    /// <summary>Names the place and the reason.</summary>
    public VisitFileException(string path, long line, string reason)
        : base($"{path}:{line}: {reason}")
    {
    }

    /// <inheritdoc/>
    public VisitFileException()
    {
    }

    /// <inheritdoc/>
    public VisitFileException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public VisitFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
