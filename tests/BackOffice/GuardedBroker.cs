using System.Security.Cryptography;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Mosquitto;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A real mosquitto that lets in and permits whom the printed access list names, with the user's name and ! as password.</summary>
internal sealed class GuardedBroker : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-access-");
    private readonly MosquittoBroker broker;

    /// <summary>Its port is known; it is not started before the access list.</summary>
    public GuardedBroker() => broker = new MosquittoBroker("allow_anonymous false", $"acl_file {NameOf("acl")}", $"password_file {NameOf("passwords")}");

    public int Port => broker.Port;

    /// <summary>Starts it with the list for those who are registered.</summary>
    public async Task StartAsync(Registry registry)
    {
        string[] lines = [.. AccessList.Lines(registry)];
        await File.WriteAllLinesAsync(NameOf("acl"), lines);
        await File.WriteAllLinesAsync(NameOf("passwords"), lines.Where(line => line.StartsWith("user ", StringComparison.Ordinal)).Select(line => PasswordLine(line[5..])));
        broker.Start();
    }

    /// <summary>Somebody's password.</summary>
    public static string PasswordOf(string user) => user + "!";

    /// <summary>What somebody connects with.</summary>
    public MosquittoOptions OptionsOf(string user) => new() { Protocol = MqttProtocol.V5, Port = Port, UserName = user, Password = PasswordOf(user) };

    /// <summary>Somebody who is connected.</summary>
    public MosquittoClient Connect(string user)
    {
        var client = new MosquittoClient(OptionsOf(user));
        Assert.AreEqual(0, client.Connect(), user);
        return client;
    }

    /// <summary>Subscribes, and waits for the answers.</summary>
    public static async Task SubscribeAsync(MosquittoClient client, params string[] filters)
    {
        int left = filters.Length;
        client.Subscribed += _ => Interlocked.Decrement(ref left);
        Array.ForEach(filters, filter => client.Subscribe(filter, qos: 1));
        await Office.UntilAsync(() => Volatile.Read(ref left) == 0, "subscriptions");
    }

    public void Dispose()
    {
        broker.Dispose();
        folder.Delete(recursive: true);
    }

    private string NameOf(string file) => Path.Combine(folder.FullName, file);

    // mosquitto_passwd's form: PBKDF2 with SHA-512.
    private static string PasswordLine(string user)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(12);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(PasswordOf(user), salt, 101, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }
}
