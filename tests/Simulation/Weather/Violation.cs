using System.Globalization;

namespace ChargePointFw.Simulation.Weather;

/// <summary>An invariant that did not hold. It ends its seed; the next one goes on.</summary>
internal sealed class ViolationException : Exception
{
    public ViolationException(string invariant, string detail)
        : base(string.Create(CultureInfo.InvariantCulture, $"{invariant}: {detail}"))
    {
    }
}

/// <summary>The power is gone: thrown out of whatever was being written.</summary>
internal sealed class PowerLostException : Exception
{
    public PowerLostException()
        : base("The power is gone.")
    {
    }
}

/// <summary>The back office's process ended here.</summary>
internal sealed class OfficeDiedException : Exception
{
    public OfficeDiedException()
        : base("The back office has died.")
    {
    }
}
