using System.Globalization;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>What staff fill in to hand a file in.</summary>
public sealed class HandInForm
{
    // An empty field is bound as null.
    public string Kind { get; set => field = value ?? ""; } = "plain";
    public string Stage { get; set => field = value ?? ""; } = "Forecast";
    public long PeakW { get; set; }
    public bool Correction { get; set; }
    public IFormFile? File { get; set; }

    /// <summary>Name of the file that was previewed.</summary>
    public string FileName { get; set => field = value ?? ""; } = "";

    /// <summary>The file that was previewed, in base 64: the desk keeps nothing between the two.</summary>
    public string Content { get; set => field = value ?? ""; } = "";
}

/// <summary>
/// The supply desk: a day through all stages, imports, findings, certificates, plans, rules. Files are taken up to a size.
/// What staff ask is rehearsed first, and done when they say so again; under whose name is known from the sign-in.
/// </summary>
[RequestSizeLimit(MostRequestBytes)]
[RequestFormLimits(ValueLengthLimit = MostRequestBytes, MultipartBodyLengthLimit = MostRequestBytes)]
public sealed class SupplyModel(
    BackOfficeApp app, Visitor visitor, Registry registry, Progress progress, SupplyImports supply, Certificates certificates, Database database, TimeProvider time,
    IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>A file of 4 MB in base 64, and the rest of the form.</summary>
    public const int MostRequestBytes = 6 * 1024 * 1024;

    private const int MostCertificates = 12;

    public DaySelection Day { get; private set; } = null!;

    public SupplyDay Desk { get; private set; } = null!;

    public Wording Words { get; private set; } = null!;

    public IReadOnlyList<CertificateUse> Certificates { get; private set; } = [];

    public SupplyPlans Plans { get; private set; } = null!;

    public LiveSupply Live { get; private set; } = LiveSupply.Off;

    public ImportPreview? Preview { get; private set; }

    public SupplyImported? Done { get; private set; }

    public HandInForm Form { get; private set; } = new();

    /// <summary>What is set for the site.</summary>
    public IReadOnlyList<RuleLine> Rules { get; private set; } = [];

    /// <summary>What staff asked of the desk.</summary>
    public DeskForm Asked { get; private set; } = new();

    /// <summary>What would come of it, or came of it; null when nothing was asked.</summary>
    public DeskAnswer? Answer { get; private set; }

    /// <summary>Whether the visitor may hand in files and set rules.</summary>
    public bool MayHandIn => visitor.MayAct("/Supply");

    public IActionResult OnGet(string? site, string? day) => Show(site, day) ? Page() : NotFound();

    public Task<IActionResult> OnPostPreviewAsync(string? site, string? day, HandInForm form) => TakeAsync(site, day, form, isPreview: true);

    public Task<IActionResult> OnPostImportAsync(string? site, string? day, HandInForm form) => TakeAsync(site, day, form, isPreview: false);

    public IActionResult OnPostRehearse(string? site, string? day, DeskForm form) => Work(site, day, form, isForGood: false);

    public IActionResult OnPostDo(string? site, string? day, DeskForm form) => Work(site, day, form, isForGood: true);

    private IActionResult Work(string? site, string? day, DeskForm form, bool isForGood)
    {
        if (!Show(site, day))
        {
            return NotFound();
        }

        Asked = form;
        form.By = visitor.Name;
        Answer = new DeskWork(app, Day.Site).Answer(form, isForGood);
        Show(site, day);
        return Page();
    }

    private async Task<IActionResult> TakeAsync(string? site, string? day, HandInForm form, bool isPreview)
    {
        if (!Show(site, day))
        {
            return NotFound();
        }

        Form = form;
        HandedIn? file = await ReadAsync(form);
        if (file is null)
        {
            Preview = new ImportPreview(0, 0, 0, 0, texts["Desk.Incomplete"]);
            return Page();
        }

        Form.FileName = file.FileName;
        Form.Content = Convert.ToBase64String(file.Bytes);
        Preview = ImportPreview.Of(file, Day.Site, supply, certificates);
        if (!isPreview && Preview.Refusal is null)
        {
            try
            {
                Done = ImportPreview.Import(file, Day.Site, supply, certificates, visitor.Name);
                Form = new HandInForm();
                Show(site, day);
            }
            catch (SupplyImportException refusal)
            {
                Preview = Preview with { Refusal = refusal.In(CultureInfo.CurrentUICulture) };
            }
        }

        return Page();
    }

    private static async Task<HandedIn?> ReadAsync(HandInForm form)
    {
        byte[] bytes;
        if (form.File is { Length: > 0 and <= SupplyText.MaximumBytes } file)
        {
            using var buffer = new MemoryStream();
            await file.CopyToAsync(buffer);
            bytes = buffer.ToArray();
            form.FileName = Path.GetFileName(file.FileName);
        }
        else
        {
            bytes = new byte[form.Content.Length];
            if (!Convert.TryFromBase64String(form.Content, bytes, out int written) || written is 0 or > SupplyText.MaximumBytes)
            {
                return null;
            }

            bytes = bytes[..written];
        }

        bool isKnown = form.Kind is "plain" or "operators" or "certificates" && form.Stage is nameof(SupplyStage.Forecast) or nameof(SupplyStage.Actual);
        return isKnown && form.FileName.Length is > 0 and <= 200
            ? new HandedIn(form.Kind, form.FileName, bytes, Enum.Parse<SupplyStage>(form.Stage), form.Correction, form.PeakW)
            : null;
    }

    private bool Show(string? site, string? day)
    {
        if (visitor.FindSite(site) is not { } chosen)
        {
            return false;
        }

        Day = DaySelection.Of(chosen, day, time.GetUtcNow());
        Words = new Wording(texts, Day);
        Desk = SupplyDay.Read(database, Day);
        Certificates = certificates.Uses(chosen, Day.FromUtc, Day.ToUtc, MostCertificates);
        Rules = app.Rules.Show(chosen.Name);
        Live = app.LiveSupply.Of(chosen);
        Plans = SupplyPlans.Read(database, registry, progress, Day);
        return true;
    }

    public string Address(string day) => string.Create(
        CultureInfo.InvariantCulture, $"/supply?site={Uri.EscapeDataString(Day.Site.Name)}&day={Uri.EscapeDataString(day)}");
}
