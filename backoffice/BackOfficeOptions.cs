using ChargePointFw.BackOffice.Broker;

namespace ChargePointFw.BackOffice;

/// <summary>Which database.</summary>
public enum StoreKind
{
    /// <summary>One file, and one process that takes records.</summary>
    Sqlite,

    /// <summary>A server, and any number of processes.</summary>
    Postgres,
}

/// <summary>What of the work a process does.</summary>
public enum Role
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>Takes records, one of any number.</summary>
    Ingest,

    /// <summary>All but taking records: plans, answers, pages. There is one.</summary>
    Office,
}

/// <summary>How a back office runs.</summary>
public sealed record BackOfficeOptions
{
    /// <summary>
    /// The SQLite file, made when there is none; with PostgreSQL the file that says how it is reached, as Npgsql takes it. That has a
    /// password in it, is readable by its owner only, and never shown.
    /// </summary>
    public required string DatabaseFile { get; init; }

    /// <summary>Which database it is.</summary>
    public StoreKind Store { get; init; }

    /// <summary>What of the work this process does.</summary>
    public Role Role { get; init; }

    /// <summary>Those that take records and name the same group share them out among themselves.</summary>
    public string ShareGroup { get; init; } = "backoffice";

    public string BrokerHost { get; init; } = "127.0.0.1";

    public int BrokerPort { get; init; } = 1883;

    /// <summary>The broker's user; null where everybody may connect.</summary>
    public string? BrokerUser { get; init; }

    /// <summary>The user's password; never logged.</summary>
    public string? BrokerPassword { get; init; }

    /// <summary>The authority that the broker's certificate must come from (PEM); null for plain MQTT, which is for loopback only.</summary>
    public string? BrokerCaFile { get; init; }

    /// <summary>The back office's certificate for the broker (PEM); its common name is its user there.</summary>
    public string? BrokerCertificateFile { get; init; }

    /// <summary>That certificate's private key (PEM).</summary>
    public string? BrokerKeyFile { get; init; }

    /// <summary>Where the pages are served. Port 0 takes a free one, see <see cref="BackOfficeApp.Url"/>.</summary>
    public string ListenUrl { get; init; } = "http://127.0.0.1:0";

    /// <summary>Names and addresses by which browsers of other machines reach the pages; this machine's own always count.</summary>
    public IReadOnlyList<string> PublicHosts { get; init; } = [];

    /// <summary>The certificate (PEM) for an https address; null where a proxy on this machine has it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's private key (PEM).</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>With it as bearer, <c>/metrics</c> is read from other machines too; null for this machine only.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>Where metrics are sent by OTLP over HTTP; null for nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How often they are sent, ms.</summary>
    public int OtlpEveryMs { get; init; } = 60_000;

    /// <summary>Whether logs are lines of JSON, for programs, or of text, for people.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Another place for logs beside the console; null for none.</summary>
    public ILoggerProvider? Logs { get; init; }

    /// <summary>Whoever does nothing for so long has to sign in again, hours.</summary>
    public int SignInHours { get; init; } = 12;

    /// <summary>Passwords that one address may try.</summary>
    public int SignInsPerMinute { get; init; } = 30;

    /// <summary>How often one address may ask for the public locations.</summary>
    public int PublicReadsPerMinute { get; init; } = 120;

    /// <summary>How often one address may ask what partners are told, wrong tokens counted.</summary>
    public int PartnerReadsPerMinute { get; init; } = 1_200;

    /// <summary>Cost of a password's hash: rounds of PBKDF2 with SHA-512. The default is OWASP's of 2023.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>Whether a person can be signed in by a link that is used once. For demonstrations and tests.</summary>
    public bool SignInLinks { get; init; }

    /// <summary>How far ahead a plan reaches, hours; at most 96.</summary>
    public int HorizonHours { get; init; } = 48;

    /// <summary>A plan is extended when it reaches less far than this, hours.</summary>
    public int ReplanBelowHours { get; init; } = 36;

    /// <summary>Shares below it are not allocated, Wh.</summary>
    public long MinimumUsefulWh { get; init; }

    /// <summary>An interval that begins sooner than this is not planned any more, minutes; a site's very first plan excepted.</summary>
    public int LeadMinutes { get; init; } = 60;

    /// <summary>Whether what was promised is shared out anew when weights, reservations or supply have changed.</summary>
    public bool Rebalance { get; init; }

    /// <summary>Whether supply of the next hours moves to where cars wait; see <see cref="DemandHours"/>.</summary>
    public bool FollowDemand { get; init; }

    /// <summary>How far beyond the lead time supply follows the cars, hours.</summary>
    public int DemandHours { get; init; } = 2;

    /// <summary>How often the weight of a charge point counts whose car waits or charges.</summary>
    public int WaitingCounts { get; init; } = 4;

    /// <summary>An interval can be settled for good this long after its end, hours: records may come late.</summary>
    public int FinalAfterHours { get; init; } = 72;

    /// <summary>Records of one charge point that wait for a gap to close.</summary>
    public int HeldRecords { get; init; } = 512;

    /// <summary>Rows kept of what was put aside.</summary>
    public int QuarantineRows { get; init; } = 1000;

    /// <summary>How long a statement waits for another process that has locked the database, seconds.</summary>
    public int DatabaseBusySeconds { get; init; } = 5;

    /// <summary>Least severity that is logged to the console.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>The link to the broker; null for the real one.</summary>
    public Func<IBrokerLink>? Broker { get; init; }
}
