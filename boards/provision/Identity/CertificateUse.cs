namespace ChargePointFw.Provision.Identity;

/// <summary>What a certificate is for.</summary>
public enum CertificateUse
{
    /// <summary>A charge point or the back office proves who it is to the broker; its common name is its user there.</summary>
    Client,

    /// <summary>The broker proves who it is.</summary>
    Broker,
}
