using System.Data.Common;
using System.Text;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A back office in the test: its own file, its own broker, time that stands still until it is moved.</summary>
public sealed class Office : IAsyncDisposable
{
    public const string SiteName = "yokohama";

    /// <summary>Everybody's.</summary>
    public const string Password = "three blue charging cars";

    public static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cpfw-backoffice-");
    private readonly Func<BackOfficeOptions, BackOfficeOptions> configure;
    private readonly OfficeStore store;

    public Office(Func<BackOfficeOptions, BackOfficeOptions>? configure = null, DateTimeOffset? start = null)
    {
        this.configure = configure ?? (options => options);
        store = new OfficeStore(DatabaseFile);
        Time = new ManualTime(start ?? Noon);
        Broker = new FakeBroker();
        App = Open();
        App.Registry.RegisterSite(SiteName, "Asia/Tokyo");
    }

    public ManualTime Time { get; }

    public FakeBroker Broker { get; private set; }

    public BackOfficeApp App { get; private set; }

    public string DatabaseFile => Path.Combine(directory.FullName, "ledger.db");

    public static byte[] KeyOf(string name, byte generation = 1) =>
        HmacSha256.Instance.Compute([generation], Encoding.ASCII.GetBytes(name));

    /// <summary>Registers a charge point and gives the device for it.</summary>
    public FakeDevice Device(string name = "cp1", long journalId = 305_419_896)
    {
        App.Registry.RegisterChargePoint(SiteName, name, KeyOf(name));
        return new FakeDevice(SiteName, name, KeyOf(name), journalId, Noon);
    }

    /// <summary>Imports the same supply for this many intervals from a start.</summary>
    public void Supply(DateTimeOffset from, int intervals, long energyWh, string fileName = "supply.csv")
    {
        var text = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
        for (int i = 0; i < intervals; i++)
        {
            text.Append(null, $"{from.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm:ss'Z'},{energyWh},SOLAR,cert-{i % 3}\n");
        }

        App.Supply.ImportPlainCsv(SiteName, new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), fileName, "tests");
    }

    public async Task StartAsync()
    {
        await App.StartAsync();
        if (Broker.IsUp)
        {
            await App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>A browser in which somebody of this role has signed in, without following redirections.</summary>
    public async Task<HttpClient> BrowserAsync(Roles role = Roles.BackOffice, string language = "en")
    {
        HttpClient browser = Browser(language);
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(LinkOf(role), UriKind.Relative));
        Assert.AreEqual("/", answer.Headers.Location?.OriginalString);
        return browser;
    }

    /// <summary>A link that signs in somebody of this role once.</summary>
    public string LinkOf(Roles role) => App.SignIns.OfferLink(PersonOf(role));

    /// <summary>Name of the one person of this role, who is added if need be and sees all sites.</summary>
    public string PersonOf(Roles role)
    {
        string name = NameOf(role);
        if (App.People.Find(name) is null)
        {
            App.People.Add(name, new PersonSettings(role, true, []), Password, "tests");
        }

        return name;
    }

    /// <summary>A browser in which nobody has signed in.</summary>
    public HttpClient Browser(string language = "en")
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(App.Url) };
        browser.DefaultRequestHeaders.Add("Accept-Language", language);
        return browser;
    }

    /// <summary>Who has the role; kimura is the back office's.</summary>
    public static string NameOf(Roles role) => role switch
    {
        Roles.Dealer => "tanaka",
        Roles.Technician => "suzuki",
        Roles.Administrator => "sato",
        Roles.Auditor => "mori",
        _ => "kimura",
    };

    /// <summary>As after a crash: a new program over the same file. What was on its way is gone.</summary>
    public async Task RestartAsync()
    {
        await App.DisposeAsync();
        Broker = new FakeBroker();
        App = Open();
        await StartAsync();
    }

    /// <summary>As <see cref="RestartAsync"/>, over an earlier copy of the database.</summary>
    public async Task RestoreAsync(string backup)
    {
        await App.DisposeAsync();
        store.TakeAway();
        Backups.Restore(backup, store.Options);
        Broker = new FakeBroker();
        App = Open();
        await StartAsync();
    }

    public void Send(FakeDevice device, params byte[][] records) => Broker.Deliver(device.Topics.Record, FakeDevice.Message(records));

    /// <summary>Sends the whole journal in order.</summary>
    public void SendAll(FakeDevice device)
    {
        foreach (byte[] message in device.Messages())
        {
            Broker.Deliver(device.Topics.Record, message);
        }
    }

    /// <summary>Waits until the back office has acknowledged up to this record.</summary>
    public Task AcknowledgedAsync(FakeDevice device, long number) =>
        UntilAsync(() => App.Progress.AcknowledgedNumber(device.Site, device.Name, device.JournalId) >= number, $"record {number} of {device.Name}");

    /// <summary>Waits for something that another thread does.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long giveUp = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.IsLessThan(giveUp, Environment.TickCount64, "waited in vain for " + what);
            await Task.Delay(2);
        }
    }

    /// <summary>Waits for something that another thread does after a while; time goes on meanwhile.</summary>
    public Task AsSecondsPassAsync(Func<bool> condition, string what) => UntilAsync(
        () =>
        {
            bool isSo = condition();
            if (!isSo)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            return isSo;
        },
        what);

    /// <summary>Where it stores.</summary>
    internal OfficeStore Store => store;

    /// <summary>A way into the database beside the program.</summary>
    public DbConnection Connect() => store.Connect();

    /// <summary>What names the database on the command line.</summary>
    public string[] StoreArguments => ["--database", store.Options.DatabaseFile, "--store", store.Options.Store.ToString()];

    /// <summary>Asks the database itself, beside the program.</summary>
    public T Scalar<T>(string sql)
    {
        using DbConnection connection = Connect();
        return connection.ExecuteScalar<T>(sql)!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        store.Dispose();
        directory.Delete(recursive: true);
    }

    private BackOfficeApp Open() => BackOfficeApp.Create(
        configure(store.Options with
        {
            DatabaseBusySeconds = 1,
            LogLevel = LogLevel.None,
            SignInLinks = true,
            PasswordIterations = 1_000,
            Broker = () => Broker,
        }),
        Time);
}
