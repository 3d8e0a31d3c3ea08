namespace ChargePointFw.Faults.Worlds;

/// <summary>Something did not come about; the message says what, and what was said last.</summary>
internal sealed class FaultException(string message) : Exception(message);
