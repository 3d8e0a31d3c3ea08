using System.Text;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Tables of members and the commands of their desk.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemberImportTests
{
    private const string Header = "token_id,programme,group,valid_until\n";
    private const string Card = "w26-0000000001234567";
    private static readonly byte[] siteKey = [.. Enumerable.Range(1, 32).Select(one => (byte)one)];

    private static (int Members, int Changed) Import(Office office, string text, string by = "kimura") =>
        office.App.Members.ImportCsv(Office.SiteName, new MemoryStream(Encoding.UTF8.GetBytes(text)), "members.csv", siteKey, by);

    [TestMethod]
    [DataRow("token_id,programme,valid_until\nsecret-1,zesp3,2027-03-31\n", "members.csv, line 1: has no column group")]
    [DataRow(Header, "members.csv: has no members")]
    [DataRow(Header + ",zesp3,,2027-03-31\n", "members.csv, line 2: token_id: a token id has 1 to 64 ASCII letters without spaces, as w26-0000000001234567")]
    [DataRow(Header + "secret 1,zesp3,,2027-03-31\n", "members.csv, line 2: token_id: a token id has 1 to 64 ASCII letters without spaces, as w26-0000000001234567")]
    [DataRow(Header + "secret-é,zesp3,,2027-03-31\n", "members.csv, line 2: token_id: a token id has 1 to 64 ASCII letters without spaces, as w26-0000000001234567")]
    [DataRow(Header + "secret-1,zesp3,,2027-03-31\n\nsecret-1,zesp3,,2027-03-31\n", "members.csv, line 4: token_id: the card of line 2 again; leave one of both lines out")]
    [DataRow(Header + "secret-1,,,2027-03-31\n", "members.csv, line 2: programme: a name has 1 to 32 letters, as zesp3")]
    [DataRow(Header + "secret-1,ZESP 3,,2027-03-31\n", "members.csv, line 2: programme: a name is lower-case letters, digits and dashes, as zesp3")]
    [DataRow(Header + "secret-1,zesp3,Fleet A,2027-03-31\n", "members.csv, line 2: group: a name is lower-case letters, digits and dashes; leave it empty for a card of no group")]
    [DataRow(Header + "secret-1,zesp3,,31.3.2027\n", "members.csv, line 2: valid_until: write the last day as 2027-03-31, or the end as 2027-04-01T00:00+09:00, before the year 2106")]
    [DataRow(Header + "secret-1,zesp3,,2027-04-01T00:00\n", "members.csv, line 2: valid_until: write the last day as 2027-03-31, or the end as 2027-04-01T00:00+09:00, before the year 2106")]
    [DataRow(Header + "secret-1,zesp3,,9999-12-31\n", "members.csv, line 2: valid_until: write the last day as 2027-03-31, or the end as 2027-04-01T00:00+09:00, before the year 2106")]
    [DataRow(Header + "good-1,zesp3,,2027-03-31\nsecret-1,zesp3,2027-03-31\n", "members.csv, line 3: has 3 columns, the header 4")]
    public async Task ABadTable_IsRefusedWhole_AndTheMessageNamesNoCard(string text, string message)
    {
        await using var office = new Office();
        string said = Assert.ThrowsExactly<SupplyImportException>(() => Import(office, text)).Message;
        Assert.AreEqual(message, said);
        Assert.IsFalse(said.Contains("secret", StringComparison.Ordinal));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM member_fact"));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT max(version) FROM token_list"));
    }

    [TestMethod]
    public async Task AnImport_IsOneVersionWithWhoAndWhen_AndTheSameAgainIsNone()
    {
        await using var office = new Office();
        string text = Header + $"{Card},zesp3,fleet-7,2027-03-31\ncard-2,municipal,,2027-04-01T00:00+09:00\n";
        Assert.AreEqual((2, 2), Import(office, text));
        Assert.AreEqual((2, 0), Import(office, text));
        Assert.AreEqual((2, 1), Import(office, text.Replace("fleet-7", "", StringComparison.Ordinal), "sato"));
        Assert.AreEqual(
            $"1 registration site registered|2 kimura import of members.csv|3 sato import of members.csv",
            office.Scalar<string>("SELECT group_concat(version || ' ' || changed_by || ' ' || reason, '|') FROM (SELECT * FROM token_list ORDER BY version)"));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(DISTINCT valid_until_utc_ms) FROM member_fact"), "the last day ends where the next begins, in the site's zone");
        Assert.AreEqual(new DateTimeOffset(2027, 3, 31, 15, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), office.Scalar<long>("SELECT min(valid_until_utc_ms) FROM member_fact"));
        Assert.AreEqual(1L, office.Scalar<long>($"SELECT count(DISTINCT token_hash) FROM member_fact WHERE token_hash = {MemberDesk.HashOf(siteKey, Card)}"));
    }

    [TestMethod]
    public async Task APlainTokenId_IsInNoFileOfTheDatabase()
    {
        await using var office = new Office();
        Import(office, Header + $"{Card},zesp3,,2027-03-31\n");
        office.App.Members.Revoke(Office.SiteName, MemberDesk.HashOf(siteKey, Card), "kimura");
        byte[] plain = Encoding.ASCII.GetBytes(Card);
        string[] files = Directory.GetFiles(Path.GetDirectoryName(office.DatabaseFile)!);
        Assert.IsGreaterThan(1, files.Length, "the write-ahead log, too");
        foreach (string file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.AreEqual(-1, bytes.AsSpan().IndexOf(plain), file);
        }
    }

    [TestMethod]
    public async Task MoreThan512ValidCards_AreRefusedWhole()
    {
        await using var office = new Office();
        string Rows(int count, string until) => string.Concat(Enumerable.Range(0, count).Select(i => $"card-{until}-{i},zesp3,,{until}\n"));
        Import(office, Header + Rows(512, "2027-03-31") + Rows(9, "2026-03-30"));
        RegistryException full = Assert.ThrowsExactly<RegistryException>(() => Import(office, Header + "one-more,zesp3,,2027-03-31\n"));
        Assert.AreEqual("a charge point knows at most 512 members, and yokohama would have 513: revoke cards that are not used any more", full.Message);
        Assert.AreEqual(2L, office.Scalar<long>("SELECT max(version) FROM token_list"));
        office.App.Members.Revoke(Office.SiteName, MemberDesk.HashOf(siteKey, "card-2027-03-31-0"), "kimura");
        Assert.AreEqual((1, 1), Import(office, Header + "one-more,zesp3,,2027-03-31\n"));
    }

    [TestMethod]
    public async Task TheCommands()
    {
        await using var office = new Office();
        string folder = Path.GetDirectoryName(office.DatabaseFile)!;
        string table = Path.Combine(folder, "members.csv");
        string key = Path.Combine(folder, "site.key");
        await File.WriteAllTextAsync(table, Header + $"{Card},zesp3,,2100-03-31\ncard-2,zesp3,,2100-03-31\n");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(siteKey) + "\n");
        string[] at = ["--database", office.DatabaseFile, "--site", Office.SiteName, "--by", "kimura"];
        string[] withKey = [.. at, "--site-key-file", key];
        Assert.AreEqual((0, "2 members, 2 of them new or changed\n"), await SupplyCommandTests.RunAsync(["import-members", .. withKey, table]));
        Assert.AreEqual((0, "2 members, 0 of them new or changed\n"), await SupplyCommandTests.RunAsync(["import-members", .. withKey, table]));
        (int code, string said) = await SupplyCommandTests.RunAsync(["import-members", .. at, "--site-key-file", table, table]);
        Assert.AreEqual((1, "members.csv holds no site key: it is 32 bytes in base 64, SiteKey of the charge points' config.json\n"), (code, said));

        TextReader input = Console.In;
        try
        {
            Console.SetIn(new StringReader(Card + "\n" + Card + "\nnobody\n"));
            Assert.AreEqual((0, "the card is off the list; the charge points are told within a minute\n"), await SupplyCommandTests.RunAsync(["revoke-member", .. withKey]));
            Assert.AreEqual((1, "this card was taken off the list of yokohama before: nothing was changed\n"), await SupplyCommandTests.RunAsync(["revoke-member", .. withKey]));
            Assert.AreEqual(
                (1, "no such card was ever on the list of yokohama: nothing was changed; look at the id and the site key\n"),
                await SupplyCommandTests.RunAsync(["revoke-member", .. withKey]));
            Assert.AreEqual(1, (await SupplyCommandTests.RunAsync(["revoke-member", .. withKey])).Code, "nothing on the standard input");
        }
        finally
        {
            Console.SetIn(input);
        }

        string hash = MemberDesk.HashOf(siteKey, "card-2").ToString("X16", null);
        Assert.AreEqual(0, (await SupplyCommandTests.RunAsync(["revoke-member", .. at, "--token-hash", hash])).Code);
        Assert.AreEqual((1, "--token-hash has 16 hexadecimal digits\n"), await SupplyCommandTests.RunAsync(["revoke-member", .. at, "--token-hash", "12"]));
        Assert.AreEqual(1, (await SupplyCommandTests.RunAsync(["revoke-member", .. at])).Code);
        string[] policy = ["site-policy", .. at, "--programmes", "zesp3", "--guests", "refused"];
        Assert.AreEqual((0, "said; the charge points are told within a minute\n"), await SupplyCommandTests.RunAsync(policy));
        Assert.AreEqual((0, "that is in force already: nothing changed\n"), await SupplyCommandTests.RunAsync(policy));
        Assert.AreEqual(
            (1, "no member was ever of the programme 'zesp4': look at its name, or import its members first\n"),
            await SupplyCommandTests.RunAsync(["site-policy", .. at, "--programmes", "zesp4", "--guests", "allowed"]));
        Assert.AreEqual(1, (await SupplyCommandTests.RunAsync(["site-policy", .. at, "--programmes", "all", "--guests", "yes"])).Code);
    }
}
