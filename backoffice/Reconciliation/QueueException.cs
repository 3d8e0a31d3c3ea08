using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>A decision that cannot be: its message says why, and what to do.</summary>
/// <param name="why">Why.</param>
/// <param name="values">What the words refer to.</param>
public class QueueException(Why why, params object[] values) : RefusedException(new Refused(why, values));

/// <summary>Somebody else has decided meanwhile; the message says who, what and when.</summary>
/// <param name="why">Why.</param>
/// <param name="values">What the words refer to.</param>
public sealed class QueueConflictException(Why why, params object[] values) : QueueException(why, values);
