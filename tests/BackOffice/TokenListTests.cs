using ChargePointFw.BackOffice.Members;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What the charge points are told of members: the whole list, retained, and what changed to who holds the one before.</summary>
[TestClass]
public sealed class TokenListTests
{
    [TestMethod]
    public async Task WhoReportedTheVersionBefore_IsToldWhatChanged_AndThenAll()
    {
        await using var office = new Office();
        FakeDevice reported = office.Device("cp1");
        FakeDevice silent = office.Device("cp2");
        FakeDevice lost = office.Device("cp3");
        for (int i = 0; i < 5; i++)
        {
            office.App.Registry.RegisterMember(Office.SiteName, i, "zesp3", Office.Noon.AddDays(1));
        }

        await office.StartAsync();
        TokenList held = reported.ReadTokens(office.Broker.PublishedTo(reported.Topics.Tokens)[^1]);
        await ReportAsync(office, reported, held.Version);
        await ReportAsync(office, lost, held.Version);
        office.Broker.Deliver(lost.Topics.State, """{"state":"lost","boot":1}"""u8.ToArray());
        await Office.UntilAsync(() => office.App.Live.Of(office.App.Registry.FindChargePoint(Office.SiteName, "cp3")!)!.IsLost, "the loss");
        int before = office.Broker.Published.Count;
        office.App.Members.Revoke(Office.SiteName, 3, "kimura");

        (string Topic, byte[] Payload, bool Retain)[] said = [.. office.Broker.Published.Skip(before)];
        Assert.HasCount(4, said);
        Assert.AreEqual((reported.Topics.Tokens, false), (said[0].Topic, said[0].Retain));
        Assert.IsLessThan(300, said[0].Payload.Length, "small for one card");
        Assert.IsTrue(said[1..].All(one => one.Retain));
        CollectionAssert.AreEqual(new[] { reported.Topics.Tokens, silent.Topics.Tokens, lost.Topics.Tokens }, said[1..].Select(one => one.Topic).ToArray());
        TokenList changed = reported.ReadTokens(said[0].Payload, held);
        AssertSame(reported.ReadTokens(said[1].Payload), changed);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 4 }, changed.Hash[..changed.Count]);
        Assert.AreEqual(held.Version + 1, changed.Version);
    }

    [TestMethod]
    public async Task WhatChangesTooMuch_OrLeadsFromAnUnknownVersion_IsToldAsAWhole()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        await ReportAsync(office, device, 1);
        Import(office, 33);
        Assert.AreEqual(0, Differentials(office), "33 at once");
        await ReportAsync(office, device, 77); // of another life of the back office
        office.App.Members.Revoke(Office.SiteName, MemberDesk.HashOf(new byte[32], "card-0"), "kimura");
        Assert.AreEqual(0, Differentials(office), "a version to come");
        await ReportAsync(office, device, 0);
        office.App.Members.Revoke(Office.SiteName, MemberDesk.HashOf(new byte[32], "card-1"), "kimura");
        Assert.AreEqual(0, Differentials(office), "none held");
        await ReportAsync(office, device, 4);
        office.App.Members.Revoke(Office.SiteName, MemberDesk.HashOf(new byte[32], "card-2"), "kimura");
        Assert.AreEqual(1, Differentials(office));
        Assert.AreEqual(30, device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[^1]).Count);
    }

    // Random changes at random versions held: what the device makes of the differential is the list that is retained.
    [TestMethod]
    public async Task ADifferential_LeadsWhereTheWholeListLeads()
    {
        int seed = Environment.TickCount;
        var dice = new Random(seed);
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        TokenList held = device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[^1]);
        int followed = 0;
        for (int step = 0; step < 60; step++)
        {
            await ReportAsync(office, device, held.Version);
            int before = office.Broker.Published.Count;
            Change(office, dice);
            office.Time.Advance(TimeSpan.FromHours(dice.Next(3)));
            var said = office.Broker.Published.Skip(before).Where(one => one.Topic == device.Topics.Tokens).ToArray();
            if (said.All(one => !one.Retain))
            {
                continue;
            }

            // A whole list may also come because the charge point was behind: only what is not retained is a differential.
            TokenList whole = device.ReadTokens(said.Last(one => one.Retain).Payload);
            if (said.FirstOrDefault(one => !one.Retain) is { Payload: { } differential })
            {
                followed++;
                AssertSame(whole, device.ReadTokens(differential, held), $"seed {seed}, step {step}");
            }

            held = dice.Next(4) > 0 ? whole : held; // now and then a charge point misses one
        }

        Assert.IsGreaterThan(10, followed, $"seed {seed}");
    }

    [TestMethod]
    public async Task WhatAnotherProgramChanged_IsPublishedWithinAMinute()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.App.Registry.RegisterMember(Office.SiteName, 3, "zesp3", Office.Noon.AddDays(1));
        await office.StartAsync();
        await ReportAsync(office, device, 2);
        await using (BackOfficeApp other = BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = office.DatabaseFile, Broker = () => new FakeBroker() }, office.Time))
        {
            other.Members.Revoke(Office.SiteName, 3, "kimura");
        }

        Assert.AreEqual(0, Differentials(office));
        office.Time.Advance(TimeSpan.FromMinutes(1));
        await Office.UntilAsync(() => Differentials(office) == 1, "the differential");
        Assert.AreEqual(0, device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[^1]).Count);
        int told = office.Broker.Published.Count;
        office.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.HasCount(told, office.Broker.Published, "once");
    }

    [TestMethod]
    public async Task ThePolicyOfASite_TravelsWithItsList()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.App.Registry.RegisterMember(Office.SiteName, 1, "zesp3", Office.Noon.AddDays(1));
        office.App.Registry.RegisterMember(Office.SiteName, 2, "municipal", Office.Noon.AddDays(1));
        await office.StartAsync();
        TokenList Said() => device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[^1]);
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Tokens).Count > 0, "the list");
        Assert.AreEqual((GuestPolicy.AsConfigured, true), (Said().Guests, Said().ServesAll));
        Assert.IsTrue(office.App.Members.SetPolicy(Office.SiteName, ["municipal"], guestsAllowed: false, "kimura"));
        Assert.IsFalse(office.App.Members.SetPolicy(Office.SiteName, ["municipal"], guestsAllowed: false, "kimura"));
        Assert.AreEqual(GuestPolicy.MembersOnly, Said().Guests);
        Assert.AreEqual((0L, true), (Said().MemberUntilUtcMs(1), Said().IsMember(2, Office.Noon.ToUnixTimeMilliseconds())));
        await ReportAsync(office, device, Said().Version);
        office.App.Members.SetPolicy(Office.SiteName, null, guestsAllowed: true, "kimura");
        Assert.AreEqual((GuestPolicy.GuestsToo, true), (Said().Guests, Said().ServesAll));
        Assert.AreEqual(0, Differentials(office), "a differential cannot take the naming of programmes back");
    }

    private static void Change(Office office, Random dice)
    {
        switch (dice.Next(8))
        {
            case 0:
                Import(office, dice.Next(1, 40), dice.Next(3));
                break;
            case 1:
                office.App.Members.SetPolicy(Office.SiteName, null, dice.Next(2) == 0, "kimura");
                break;
            case < 5:
                long hash = MemberDesk.HashOf(new byte[32], $"card-{dice.Next(30)}");
                if (office.Scalar<long>($"SELECT coalesce((SELECT NOT is_revoked FROM member_fact WHERE token_hash = {hash} ORDER BY version DESC LIMIT 1), 0)") == 1)
                {
                    office.App.Members.Revoke(Office.SiteName, hash, "kimura");
                }

                break;
            default:
                office.App.Registry.RegisterMember(Office.SiteName, dice.NextInt64(long.MinValue, long.MaxValue), "zesp3", office.Time.GetUtcNow().AddHours(dice.Next(-2, 9)));
                break;
        }
    }

    private static void Import(Office office, int count, int group = 0)
    {
        string text = "token_id,programme,group,valid_until\n"
            + string.Concat(Enumerable.Range(0, count).Select(i => $"card-{i},zesp3,{(group == 0 ? "" : $"group-{group}")},2027-03-31\n"));
        office.App.Members.ImportCsv(Office.SiteName, new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text)), "members.csv", new byte[32], "kimura");
    }

    private static int Differentials(Office office) =>
        office.Broker.Published.Count(one => one.Topic.EndsWith("/tokens", StringComparison.Ordinal) && !one.Retain);

    private static async Task ReportAsync(Office office, FakeDevice device, long tokens)
    {
        device.RegisterWh++;
        office.Broker.Deliver(device.Topics.State, device.State(tokens: tokens));
        Sites.ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
        await Office.UntilAsync(() => office.App.Live.Of(chargePoint)?.RegisterWh == device.RegisterWh, "the state");
    }

    private static void AssertSame(TokenList expected, TokenList actual, string what = "")
    {
        string Told(TokenList list) => string.Join(' ', Enumerable.Range(0, list.Count).Select(
            i => $"{list.Hash[i]:X16}/{list.ValidUntilUtcMs[i]}/{list.Programme[i]}/{list.Group[i]}")) + $" {list.Version} {list.Guests} {list.ServesAll}";
        Assert.AreEqual(Told(expected), Told(actual), what);
    }
}
