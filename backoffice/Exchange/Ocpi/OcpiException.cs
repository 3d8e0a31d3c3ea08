namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>OCPI's status codes that are answered here.</summary>
internal static class OcpiStatus
{
    public const int Success = 1000;
    public const int ClientError = 2000;
    public const int InvalidParameters = 2001;
    public const int UnknownLocation = 2003;
    public const int ServerError = 3000;
    public const int UnsupportedVersion = 3002;
}

/// <summary>A request that cannot be answered. One that reached something that exists is answered with HTTP 200, as the specification has it.</summary>
/// <param name="status">OCPI's status code.</param>
/// <param name="message">Why, for whoever runs the client.</param>
/// <param name="httpStatus">HTTP's.</param>
internal sealed class OcpiException(int status, string message, int httpStatus = StatusCodes.Status200OK) : Exception(message)
{
    public int Status => status;

    public int HttpStatus => httpStatus;
}
