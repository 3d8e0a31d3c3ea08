using System;
using System.Collections;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChargePointFw.Seams;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Drivers.Mqtt;

/// <summary>
/// One MQTT connection over M2Mqtt. Every connect makes a new client object: a wedged one is never reused
/// (nanoframework/Home#1692). Nothing above trusts a PUBACK, so a message that the library drops after three tries is
/// simply sent again later.
/// </summary>
public sealed class M2MqttConnection : IBrokerConnection
{
    /// <summary>Messages received and not yet taken; the newest beyond are dropped.</summary>
    public const int MaximumWaiting = 16;

    private const ushort KeepAliveSeconds = 10;

    private readonly BrokerAddress address;
    private readonly object sync = new object();
    private readonly Queue received = new Queue();
    private MqttClient client;
    private X509Certificate certificate;
    private X509Certificate formerCertificate;
    private bool isFormersTurn;

    public M2MqttConnection(BrokerAddress address)
    {
        this.address = address;
        if (address.ClientCertificate != null)
        {
            UseCertificate(address.ClientCertificate, address.ClientKey);
        }
    }

    public bool IsSecure => address.CaCertificate != null;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
        formerCertificate = this.certificate;
        this.certificate = address.MakeCertificate(certificate, privateKey);
        isFormersTurn = false;
    }

    public bool IsConnected => client != null && client.IsConnected;

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
    {
        Drop();
        bool isFormer = isFormersTurn && formerCertificate != null;
        isFormersTurn = !isFormer;
        try
        {
            var next = new MqttClient(
                address.Host,
                address.Port,
                IsSecure,
                IsSecure ? new X509Certificate(address.CaCertificate) : null,
                isFormer ? formerCertificate : certificate,
                IsSecure ? MqttSslProtocols.TLSv1_2 : MqttSslProtocols.None);
            client = next;
            next.MqttMsgPublishReceived += OnReceived;
            MqttReasonCode answer = next.Connect(
                clientId,
                address.UserName,
                address.Password,
                true,
                MqttQoSLevel.AtLeastOnce,
                true,
                willTopic,
                Encoding.UTF8.GetString(will, 0, will.Length),
                true,
                KeepAliveSeconds);
            if (answer != MqttReasonCode.Success)
            {
                Drop();
                return false;
            }

            var levels = new MqttQoSLevel[subscriptions.Length];
            for (int i = 0; i < levels.Length; i++)
            {
                levels[i] = MqttQoSLevel.AtLeastOnce;
            }

            next.Subscribe(subscriptions, levels);
            isFormersTurn = false;
            formerCertificate = isFormer ? formerCertificate : null;
            return true;
        }
        catch (Exception)
        {
            Drop(); // unreachable, refused or cut: the caller tries again with back-off
            return false;
        }
    }

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        try
        {
            if (!IsConnected)
            {
                return false;
            }

            MqttQoSLevel level = atLeastOnce ? MqttQoSLevel.AtLeastOnce : MqttQoSLevel.AtMostOnce;
            client.Publish(topic, payload, null, null, level, retain);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public BrokerMessage Take()
    {
        lock (sync)
        {
            return received.Count == 0 ? null : (BrokerMessage)received.Dequeue();
        }
    }

    public void Drop()
    {
        MqttClient former = client;
        client = null;
        if (former != null)
        {
            former.MqttMsgPublishReceived -= OnReceived;
            try
            {
                former.Close();
            }
            catch (Exception)
            {
                // Already gone; it is forgotten either way.
            }
        }

        lock (sync)
        {
            received.Clear();
        }
    }

    private void OnReceived(object sender, MqttMsgPublishEventArgs e)
    {
        lock (sync)
        {
            if (sender == client && received.Count < MaximumWaiting)
            {
                received.Enqueue(new BrokerMessage(e.Topic, e.Message));
            }
        }
    }
}
