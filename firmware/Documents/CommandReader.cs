using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a <c>command</c> document: what to do once, under which number, until when.</summary>
public sealed class CommandReader : DocumentReader
{
    public CommandReader(string site, string chargePoint)
        : base(site, chargePoint)
    {
    }

    /// <summary>Number of the command; each is above the one before.</summary>
    public long Id { get; private set; }

    /// <summary>The boot that it is meant for: after another one it means nothing.</summary>
    public long BootNumber { get; private set; }

    /// <summary>When it is too late for it, ms since 1970 in UTC.</summary>
    public long ExpiresUtcMs { get; private set; }

    public CommandKind Kind { get; private set; }

    /// <summary>stop: the session that is meant, never another.</summary>
    public long SessionNumber { get; private set; }

    /// <summary>start: keyed hash of the card that is charged.</summary>
    public long TokenHash { get; private set; }

    /// <summary>Reads a body; Older unless its number is above <paramref name="lastId"/> and its boot is this one.</summary>
    public SecurityEventKind Read(byte[] body, long lastId, int bootNumber)
    {
        Id = 0;
        BootNumber = -1;
        ExpiresUtcMs = 0;
        Kind = CommandKind.None;
        SessionNumber = 0;
        TokenHash = 0;
        SecurityEventKind refusal = ReadMembers(body, "command");
        refusal = refusal == SecurityEventKind.None ? HeadVerdict() : refusal;
        return refusal != SecurityEventKind.None ? refusal
            : !IsWhole() ? SecurityEventKind.Malformed
            : Id <= lastId || BootNumber != bootNumber ? SecurityEventKind.Older
            : SecurityEventKind.None;
    }

    protected override bool Takes(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (reader.Is("do"))
        {
            Kind = reader.Next() == JsonToken.Text ? KindOf(reader) : CommandKind.None;
            refusal = Kind == CommandKind.None ? SecurityEventKind.Malformed : refusal;
            return true;
        }

        if (reader.Is("token"))
        {
            long hash = 0;
            bool isHash = reader.Next() == JsonToken.Text && reader.TryHash(out hash) && hash != 0;
            TokenHash = hash;
            refusal = isHash ? refusal : SecurityEventKind.Malformed;
            return true;
        }

        bool isId = reader.Is("id");
        bool isBoot = reader.Is("boot");
        bool isSession = reader.Is("session");
        if (!isId && !isBoot && !isSession && !reader.Is("expires"))
        {
            return false;
        }

        if (reader.Next() != JsonToken.Number || reader.NumberValue < 0)
        {
            refusal = SecurityEventKind.Malformed;
        }
        else if (isId)
        {
            Id = reader.NumberValue;
        }
        else if (isBoot)
        {
            BootNumber = reader.NumberValue;
        }
        else if (isSession)
        {
            SessionNumber = reader.NumberValue;
        }
        else
        {
            ExpiresUtcMs = reader.NumberValue <= uint.MaxValue ? reader.NumberValue * 1000 : 0;
        }

        return true;
    }

    private static CommandKind KindOf(JsonReader reader) =>
        reader.Is("start") ? CommandKind.Start
        : reader.Is("stop") ? CommandKind.Stop
        : reader.Is("available") ? CommandKind.Available
        : reader.Is("unavailable") ? CommandKind.Unavailable
        : reader.Is("clear-fault") ? CommandKind.ClearFault
        : reader.Is("self-test") ? CommandKind.SelfTest
        : reader.Is("reboot") ? CommandKind.Reboot
        : reader.Is("report") ? CommandKind.Report
        : CommandKind.None;

    private bool IsWhole() =>
        Id > 0 && BootNumber >= 0 && ExpiresUtcMs > 0
        && (Kind == CommandKind.Stop) == (SessionNumber > 0)
        && (Kind == CommandKind.Start) == (TokenHash != 0)
        && Kind != CommandKind.None;
}
