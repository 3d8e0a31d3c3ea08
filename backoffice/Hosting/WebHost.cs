using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The web side: what is served, under which headers.</summary>
internal static class WebHost
{
    public static WebApplicationBuilder Builder(BackOfficeOptions options, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            // Not the entry assembly: tests and the demo run us inside theirs.
            ApplicationName = typeof(WebHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().UseUrls(options.ListenUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        builder.Logging.SetMinimumLevel(options.LogLevel).AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddSingleton(time);
        builder.Services.AddRouting();
        return builder;
    }

    public static void AddParts(WebApplicationBuilder builder, BackOfficeApp app, Database database, IBrokerLink broker)
    {
        builder.Services.AddSingleton(app);
        builder.Services.AddSingleton(app.Registry);
        builder.Services.AddSingleton(app.Ledger);
        builder.Services.AddSingleton(app.Live);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(broker);
    }

    public static void Map(WebApplication web)
    {
        web.UseRouting();
        HealthEndpoint.Map(web);
    }
}
