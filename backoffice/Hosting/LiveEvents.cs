using System.Threading.Channels;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// Server-sent events: tells a page that something at its site has changed; the page then fetches itself. Browsers live in
/// real time, whatever the time provider says.
/// </summary>
internal static class LiveEvents
{
    /// <summary>Pages that are open at once; one more polls instead.</summary>
    private const int MostStreams = 200;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan stillHere = TimeSpan.FromSeconds(15);
    private static int streams;

    public static void Map(WebApplication web) => web.MapGet("/site/events", ServeAsync).RequireAuthorization(PageAccess.PolicyOf(PageAccess.Of("/Site")));

    private static async Task ServeAsync(
        HttpContext context, string? site, Visitor visitor, PeopleDesk people, LiveChargePoints live, IHostApplicationLifetime lifetime)
    {
        if (visitor.FindSite(site) is not { } chosen)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (Interlocked.Increment(ref streams) > MostStreams)
        {
            Interlocked.Decrement(ref streams);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Tell(ChargePoint chargePoint) => _ = chargePoint.Site.Id == chosen.Id && changes.Writer.TryWrite(true);
        live.Changed += Tell;
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            context.Response.ContentType = "text/event-stream";
            await SayAsync(context, "data: open\n\n", ending.Token);
            while (MayGoOn(people, visitor.Person!, chosen))
            {
                bool isChange = await ComesAsync(changes.Reader, ending.Token);
                await SayAsync(context, isChange ? "data: changed\n\n" : ": still here\n\n", ending.Token);
                await Task.Delay(pause, TimeProvider.System, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // the page was closed, or we stop
        }
        finally
        {
            live.Changed -= Tell;
            Interlocked.Decrement(ref streams);
        }
    }

    // Somebody signed out elsewhere, was disabled or may see the site no more.
    private static bool MayGoOn(PeopleDesk people, Person person, Site site) =>
        people.Find(person.Id) is { IsDisabled: false } now && now.Stamp == person.Stamp && now.Sees(site.Id);

    private static async Task<bool> ComesAsync(ChannelReader<bool> changes, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(stillHere);
        try
        {
            return await changes.ReadAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task SayAsync(HttpContext context, string text, CancellationToken cancellation)
    {
        await context.Response.WriteAsync(text, cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }
}
