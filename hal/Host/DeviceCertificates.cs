// The certificates that a device keeps in its firmware's store (nanoff writes them there), for TLS on the PC.
namespace ChargePointFw.Hal.Host;

/// <summary>PEM files that stand for a device's stored certificates.</summary>
/// <param name="CaFile">The authorities that the device trusts, or null for the system's.</param>
/// <param name="CertificateFile">The device's own certificate, or null.</param>
/// <param name="KeyFile">Its key.</param>
public sealed record DeviceCertificates(string CaFile, string CertificateFile, string KeyFile)
{
    private static readonly AsyncLocal<DeviceCertificates> s_current = new();

    /// <summary>Those of this flow of execution (and of the threads it starts), or null.</summary>
    public static DeviceCertificates Current => s_current.Value;

    /// <summary>Makes these the current ones until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }
}
