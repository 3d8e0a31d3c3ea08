namespace ChargePointFw.Demo;

/// <summary>The run cannot go on; the message says what to do.</summary>
internal sealed class DemoException(string message) : Exception(message);
