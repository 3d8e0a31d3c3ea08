using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

[TestClass]
public class TokenListTests
{
    [TestMethod]
    public void EveryMember_IsFoundUntilTheEndAndNobodyElse()
    {
        for (int count = 0; count <= 9; count++)
        {
            var list = new TokenList { Count = count };
            for (int i = 0; i < count; i++)
            {
                list.Hash[i] = (i - 4) * 1_000_000_000_000_000_000;
                list.ValidUntilUtcMs[i] = 5_000;
            }

            for (int i = 0; i < count; i++)
            {
                Check.That(list.IsMember(list.Hash[i], 4_999), "member " + i.ToString());
                Check.That(!list.IsMember(list.Hash[i], 5_000), "the end is exclusive");
                Check.That(!list.IsMember(list.Hash[i] + 1, 0), "a neighbour");
            }

            Check.That(!list.IsMember(long.MaxValue, 0) && !list.IsMember(long.MinValue, 0), "the ends");
        }
    }

    [TestMethod]
    public void WhoseProgrammeIsNotServedHere_IsNoMemberHere()
    {
        var list = new TokenList { Count = 3 };
        for (int i = 0; i < list.Count; i++)
        {
            list.Hash[i] = i;
            list.ValidUntilUtcMs[i] = 5_000;
            list.Programme[i] = (byte)i;
        }

        Check.That(list.IsMember(0, 0) && list.IsMember(1, 0) && list.IsMember(2, 0), "none is named: all are served");
        list.ServeNone();
        Check.That(!list.IsMember(0, 0) && !list.IsMember(1, 0) && !list.IsMember(2, 0), "none is served");
        list.Serve(2);
        Check.That(!list.IsMember(0, 0) && !list.IsMember(1, 0) && list.IsMember(2, 0), "one is");
        var other = new TokenList();
        other.ServeLike(list);
        Check.That(!other.ServesAll, "like the other");
        list.Reset();
        Check.That(list.ServesAll && list.Count == 0, "from the start");
    }

    [TestMethod]
    public void TheSitesWordOnGuests_GoesBeforeTheBoards()
    {
        for (int configured = 0; configured < 2; configured++)
        {
            bool isConfigured = configured == 1;
            Check.That(new TokenList().AllowsGuests(isConfigured) == isConfigured, "nothing said");
            Check.That(!new TokenList { Guests = GuestPolicy.MembersOnly }.AllowsGuests(isConfigured), "members only");
            Check.That(new TokenList { Guests = GuestPolicy.GuestsToo }.AllowsGuests(isConfigured), "guests, too");
        }
    }
}
