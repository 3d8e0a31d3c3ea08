namespace ChargePointFw.Provision;

/// <summary>Something cannot be done: the message says what, where, and what to do. Nothing was half applied; no secret is in it.</summary>
public sealed class ProvisionException(string message) : Exception(message);
