using System.Collections;
using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>A broker connection that notes what it is given and does what the script says.</summary>
public sealed class ScriptedConnection : IBrokerConnection
{
    private readonly ArrayList arriving = new ArrayList();

    public bool RefusesConnect;
    public bool RefusesPublish;
    public int Connects;
    public int Drops;
    public int Refusals;
    public byte[] Will;
    public string WillTopic;
    public string[] Subscriptions;

    /// <summary>Everything published, as <see cref="BrokerMessage"/>.</summary>
    public readonly ArrayList Published = new ArrayList();

    public bool IsConnected { get; private set; }

    public bool IsSecure { get; set; }

    /// <summary>The certificate that came last, and how many came.</summary>
    public byte[] Certificate;
    public byte[] CertificateKey;
    public int Certificates;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
        Certificate = certificate;
        CertificateKey = privateKey;
        Certificates++;
    }

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
    {
        Connects++;
        WillTopic = willTopic;
        Will = will;
        Subscriptions = subscriptions;
        IsConnected = !RefusesConnect;
        return IsConnected;
    }

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        if (RefusesPublish)
        {
            Refusals++;
            return false;
        }

        Published.Add(new BrokerMessage(topic, payload));
        return true;
    }

    public BrokerMessage Take()
    {
        if (arriving.Count == 0)
        {
            return null;
        }

        var message = (BrokerMessage)arriving[0];
        arriving.RemoveAt(0);
        return message;
    }

    public void Drop()
    {
        Drops++;
        IsConnected = false;
    }

    public void Arrive(string topic, byte[] payload) => arriving.Add(new BrokerMessage(topic, payload));

    /// <summary>The wire is cut; nobody called <see cref="Drop"/>.</summary>
    public void Lose() => IsConnected = false;

    public int CountOf(string topic)
    {
        int count = 0;
        for (int i = 0; i < Published.Count; i++)
        {
            count += ((BrokerMessage)Published[i]).Topic == topic ? 1 : 0;
        }

        return count;
    }

    /// <summary>The newest message of this topic, or null.</summary>
    public byte[] LastOf(string topic)
    {
        for (int i = Published.Count - 1; i >= 0; i--)
        {
            var message = (BrokerMessage)Published[i];
            if (message.Topic == topic)
            {
                return message.Payload;
            }
        }

        return null;
    }
}
