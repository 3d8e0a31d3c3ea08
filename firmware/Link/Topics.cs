namespace ChargePointFw.Link;

/// <summary>The topics of one charge point, <c>cpfw/1/{site}/{charge-point}/…</c>.</summary>
public sealed class Topics
{
    public readonly string Record;
    public readonly string State;
    public readonly string Telemetry;
    public readonly string PublicStatus;
    public readonly string Report;
    public readonly string Acknowledgement;
    public readonly string Resend;
    public readonly string Plan;
    public readonly string Tokens;
    public readonly string Live;
    public readonly string Command;
    public readonly string Keys;
    public readonly string Configuration;

    public Topics(string site, string chargePoint)
    {
        string root = "cpfw/1/" + site + "/" + chargePoint + "/";
        Record = root + "record";
        State = root + "state";
        Telemetry = root + "telemetry";
        Report = root + "report";
        PublicStatus = "cpfw/1/" + site + "/public/" + chargePoint;
        Acknowledgement = root + "ack";
        Resend = root + "resend";
        Plan = root + "plan";
        Tokens = root + "tokens";
        Live = root + "live";
        Command = root + "command";
        Keys = root + "keys";
        Configuration = root + "configuration";
    }

    /// <summary>What a charge point listens to: never a wildcard.</summary>
    public string[] Subscriptions() => new string[] { Acknowledgement, Resend, Plan, Tokens, Live, Command, Keys, Configuration };
}
