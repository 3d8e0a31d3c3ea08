namespace ChargePointFw.Benchmarks.Journal;

/// <summary>The power has gone in the middle of an operation on the flash.</summary>
internal sealed class PowerGoneException : Exception
{
}
