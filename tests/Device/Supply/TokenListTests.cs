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
}
