using System.Text.Encodings.Web;
using System.Text.Unicode;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Storage;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.WebEncoders;

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
        builder.Logging.SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error) // its keys are forgotten on purpose
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.AddSingleton(time);
        builder.Services.AddRazorPages();
        builder.Services.AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(Languages.Configure);
        builder.Services.Configure<WebEncoderOptions>(text => text.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new ForgetfulKeys());
        if (!options.AllowRemote)
        {
            // A foreign name that resolves to this machine must not read the pages through somebody's browser.
            builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        }

        return builder;
    }

    public static void AddParts(WebApplicationBuilder builder, BackOfficeApp app, Database database, IBrokerLink broker)
    {
        builder.Services.AddSingleton(app);
        builder.Services.AddSingleton(app.Registry);
        builder.Services.AddSingleton(app.Ledger);
        builder.Services.AddSingleton(app.Live);
        builder.Services.AddSingleton(app.Progress);
        builder.Services.AddSingleton(app.Supply);
        builder.Services.AddSingleton(app.Certificates);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(broker);
    }

    public static void Map(WebApplication web)
    {
        if (!web.Services.GetRequiredService<BackOfficeApp>().Options.AllowRemote)
        {
            web.UseHostFiltering();
        }

        web.Use(AddHeaders);
        web.UseRequestLocalization();
        web.UseRouting();
        web.MapRazorPages();
        Assets.Map(web);
        Languages.Map(web);
        HealthEndpoint.Map(web);
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return next(context);
    }
}
