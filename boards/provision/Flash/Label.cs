using System.Globalization;
using System.Net;
using ChargePointFw.Provision.Identity;
using QRCoder;

namespace ChargePointFw.Provision.Flash;

/// <summary>A label for the cabinet: which charge point it is, with a code that opens its page. Nothing secret.</summary>
public static class Label
{
    /// <summary>The label as a page to print, 62 mm wide.</summary>
    /// <param name="identity">The charge point.</param>
    /// <param name="pagesUrl">Where the back office's pages are; null: the code holds the name alone.</param>
    public static string Page(ChargePointIdentity identity, string? pagesUrl)
    {
        string target = pagesUrl is null ? "cpfw:" + identity : $"{pagesUrl.TrimEnd('/')}/technician/{identity.Site}/{identity.ChargePoint}";
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(target, QRCodeGenerator.ECCLevel.M);
        string svg = new SvgQRCode(code).GetGraphic(4);
        return $$"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>{{identity}}</title>
            <style>
            @page { size: 62mm 29mm; margin: 0 }
            body { font: 9pt sans-serif; margin: 1.5mm; display: flex; gap: 2mm; width: 59mm; height: 26mm }
            svg { width: 26mm; height: 26mm }
            b { display: block; font-size: 13pt }
            </style>
            {{svg}}
            <div><b>{{WebUtility.HtmlEncode(identity.ChargePoint)}}</b>{{WebUtility.HtmlEncode(identity.Site)}}<br>{{WebUtility.HtmlEncode(identity.Board)}}<br>
            certificate to {{identity.CertificateUntilUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}</div>
            </html>

            """;
    }
}
