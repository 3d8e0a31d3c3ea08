using ChargePointFw.Device.Tests.Documents;

namespace ChargePointFw.DeviceDay;

/// <summary>
/// The script: a half hour without allocation suspends a charge, the power goes in a session, the meter is exchanged, four
/// sessions happen offline, a new plan comes, a forged one too, a card that nobody knows.
/// </summary>
public sealed class Day
{
    private const long MinuteMs = 60_000;
    private const long ValidUntil = 1_775_174_400;
    private const long Member = 0x1122334455667788;
    private const long OtherMember = 0x2233445566778899;
    private const long Stranger = 0x0BADC0DE0BADC0DE;
    private readonly Bay bay = new Bay(At(8, 0), "MTR-A", 1_000_000);
    private readonly Board board;

    public Day() => board = new Board(bay);

    public void Run()
    {
        Begin();
        Suspension();
        PowerCut();
        MeterExchange();
        OfflineSpell();
        PlanUpdate();
        board.RunUntil(At(11, 30));
        Close();
    }

    private void Begin()
    {
        Page.Heading("the day begins");
        string validTokens = Papers.Token(Papers.Hash(Member), ValidUntil) + "," + Papers.Token(Papers.Hash(OtherMember), ValidUntil);
        board.Office.PublishTokens(Papers.Tokens(1, validTokens));
        board.Office.PublishPlan(Papers.Plan(1, Allocation(101, 8, 0, 9_000) + "," + Allocation(102, 9, 0, 3_000)
            + "," + Allocation(103, 9, 30, 3_000) + "," + Allocation(104, 10, 30, 2_000)));
        board.Boot();
        board.RunUntil(At(8, 24));
    }

    private void Suspension()
    {
        Page.Heading("a charge is suspended at a half hour without allocation and goes on at the next");
        bay.Plug(3_000);
        bay.Present(Member);
        board.RunUntil(At(9, 8));
        bay.Unplug();
        board.RunUntil(At(9, 31));
    }

    private void PowerCut()
    {
        Page.Heading("the power goes in a session");
        bay.Plug(9_000);
        bay.Present(OtherMember);
        board.RunUntil(At(9, 32) + 1_300);
        board.PowerOff();
        bay.AdvanceTo(At(9, 34));
        board.Boot();
        board.RunUntil(At(9, 38));
        bay.Unplug();
        board.RunUntil(At(9, 50));
    }

    private void MeterExchange()
    {
        Page.Heading("the meter is exchanged");
        board.PowerOff();
        bay.AdvanceTo(At(10, 5));
        bay.ExchangeMeter("MTR-B", 17);
        board.Boot();
        board.RunUntil(At(10, 20));
    }

    private void OfflineSpell()
    {
        Page.Heading("four sessions offline, then the backlog");
        board.Office.CutOff(true);
        for (int visit = 0; visit < 3; visit++)
        {
            board.RunUntil(At(10, 31 + (3 * visit)));
            bay.Plug(400);
            bay.Present(Member);
            board.RunUntil(At(10, 33 + (3 * visit)));
            bay.Unplug();
        }

        board.RunUntil(At(10, 40));
        bay.Plug(9_000);
        bay.Present(OtherMember);
        board.RunUntil(At(10, 44));
        bay.Unplug();
        board.RunUntil(At(10, 45));
        board.Office.CutOff(false);
        board.RunUntil(At(10, 55));
    }

    private void PlanUpdate()
    {
        Page.Heading("a new plan, a forged one, a stranger's card");
        board.Office.PublishPlan(Papers.Plan(2, Allocation(104, 10, 30, 2_000) + "," + Allocation(105, 11, 0, 4_000)));
        board.RunUntil(At(11, 1));
        board.Office.ForgePlan(Papers.Plan(3, Allocation(106, 11, 0, 99_000)));
        bay.Plug(700);
        bay.Present(Stranger);
        board.RunUntil(At(11, 2));
        bay.Present(Member);
        board.RunUntil(At(11, 10));
        bay.Unplug();
    }

    private void Close()
    {
        board.Office.TellTelemetry();
        Page.Heading("the day ends");
        Page.Line(bay.UtcMs, "meters " + bay.FlowedWh.ToString() + " Wh, sessions " + board.Office.SessionWh.ToString()
            + " Wh, covered " + board.Office.CoveredWh.ToString() + " Wh");
        Page.Line(bay.UtcMs, "records committed " + board.CommittedUpTo.ToString() + ", acknowledged "
            + board.AcknowledgedUpTo.ToString() + ", arrived " + board.Office.StoredUpTo.ToString());
        Page.Line(bay.UtcMs, board.Ticks.ToString() + " ticks, " + bay.Beats.ToString() + " beats");
    }

    private static string Allocation(long id, int hour, int minute, long energyWh) =>
        Papers.Allocation(id, At(hour, minute) / 1_000, energyWh);

    private static long At(int hour, int minute) => Page.MidnightUtcMs + (((60 * hour) + minute) * MinuteMs);
}
