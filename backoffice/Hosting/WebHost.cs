using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Storage;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
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
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(options.ListenUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (options.CertificateFile is { } certificate)
            {
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, options.CertificateKeyFile));
            }

            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        builder.Logging.SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error) // its keys are as safe as the database's
            .AddFilter("OpenTelemetry", LogLevel.Warning);
        if (options.JsonLogs)
        {
            builder.Logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        if (options.Logs is { } other)
        {
            builder.Logging.AddProvider(other);
        }

        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.AddSingleton(time);
        builder.Services.AddRazorPages(pages => pages.Conventions.Add(new PageAccessConvention()));
        SignInCookies.Add(builder, options);
        builder.Services.AddOpenApi();
        builder.Services.AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(Languages.Configure);
        builder.Services.Configure<WebEncoderOptions>(text => text.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        // A foreign name that resolves to this machine must not read the pages through somebody's browser.
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", .. options.PublicHosts]);

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
        builder.Services.AddSingleton(app.People);
        builder.Services.AddSingleton(app.SignIns);
        builder.Services.AddSingleton(app.Audit);
        builder.Services.AddSingleton(app.Commands);
        builder.Services.AddSingleton(app.Stations);
        builder.Services.AddSingleton(app.Places);
        builder.Services.AddSingleton(app.Partners);
        builder.Services.AddSingleton(app.Telling);
        builder.Services.AddSingleton(app.Notices);
        builder.Services.AddSingleton(database);
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeptKeys(database));
        builder.Services.AddSingleton(broker);
    }

    public static void Map(WebApplication web, Role role)
    {
        // A proxy on this machine tells who asks and whether over https; nobody else is believed.
        web.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        web.UseHostFiltering();
        web.Use(AddHeaders);
        web.Use(SignInCookies.RefusePlainFromAfar);
        if (role == Role.Ingest)
        {
            OperationsEndpoints.Map(web); // the pages are elsewhere
            return;
        }

        web.UseRequestLocalization();
        web.UseRouting();
        web.UseRateLimiter();
        web.UseAuthentication();
        web.UseAuthorization();
        web.MapRazorPages();
        SignInCookies.Map(web);
        LiveEvents.Map(web);
        Assets.Map(web);
        Languages.Map(web);
        OperationsEndpoints.Map(web);
        PublicLocations.Map(web);
        OcpiEndpoints.Map(web);
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets") ? "no-cache" : "no-cache, no-store";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }
}
