namespace ChargePointFw.Drivers.Mqtt;

/// <summary>Where the broker is and how to log in.</summary>
public sealed class BrokerAddress
{
    public string Host;
    public int Port;

    /// <summary>Null where the broker takes the name from the client certificate.</summary>
    public string UserName;
    public string Password;

    /// <summary>PEM of the site's certificate authority; null for plain MQTT, which is for loopback only.</summary>
    public string CaCertificate;
}
