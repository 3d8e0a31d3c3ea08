namespace ChargePointFw.BackOffice.Hosting;

/// <summary>What was said on the command line cannot be understood: the message says why, and what to write.</summary>
internal sealed class UsageException(string message) : Exception(message);
