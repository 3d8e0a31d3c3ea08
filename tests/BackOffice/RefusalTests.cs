using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What cannot be is told in the language of whoever asks, and on the command line in English.</summary>
[TestClass]
public sealed partial class RefusalTests
{
    private static readonly CultureInfo japanese = CultureInfo.GetCultureInfo("ja");

    [TestMethod]
    public void EveryReason_HasItsWords_InBothLanguages_AndNoWordsAreLeftOver()
    {
        var words = new ResourceManager("ChargePointFw.BackOffice.Refusals.Refusals", typeof(Refused).Assembly);
        foreach (CultureInfo culture in new[] { CultureInfo.InvariantCulture, japanese })
        {
            var keys = words.GetResourceSet(culture, true, false)!.Cast<DictionaryEntry>().Select(one => (string)one.Key).ToArray();
            CollectionAssert.AreEquivalent(Enum.GetNames<Why>(), keys, culture.Name);
        }

        foreach (Why why in Enum.GetValues<Why>())
        {
            object[] values = [.. Enumerable.Range(0, 8).Select(i => (object)$"value{i}")];
            var refused = new Refused(why, values);
            Assert.AreNotEqual("", refused.ToString().Trim(), why.ToString());
            string[] named = [.. Values().Matches(refused.ToString()).Select(one => one.Value).Order()];
            CollectionAssert.AreEqual(named, Values().Matches(refused.In(japanese)).Select(one => one.Value).Order().ToArray(), why.ToString());
            bool isForm = why is Why.AtLine or Why.InFile or Why.InColumn;
            Assert.IsTrue(isForm || refused.In(japanese).Any(letter => letter > '\u3000'), $"{why}: {refused.In(japanese)}");
        }
    }

    [TestMethod]
    public void ARefusalWithinARefusal_IsToldInTheSameLanguage()
    {
        var refusal = new SupplyImportException("april.csv", 3, Why.InColumn, "programme", new Refused(Why.ProgrammeAs, new Refused(Why.NameLength, 32)));
        Assert.AreEqual("april.csv, line 3: programme: a name has 1 to 32 letters, as zesp3", refusal.Message);
        Assert.AreEqual("april.csv の 3 行目：programme：名前は 1 から 32 文字です（例 zesp3）", refusal.In(japanese));
        Assert.AreEqual("programme: a name has 1 to 32 letters, as zesp3", refusal.Reason);
        Assert.AreEqual("there is no site nowhere", new RegistryException(Why.NoSite, "nowhere").Message);
    }

    [TestMethod]
    [DataRow("en", Roles.Technician, "/technician?handler=Expiry", "&#x27;1 May&#x27; is no day (yyyy-MM-dd)", "chargePoint", "cp1", "kind", "MeterVerification", "lastDay", "1 May")]
    [DataRow("ja", Roles.Technician, "/technician?handler=Expiry", "「1 May」は日付として読めません", "chargePoint", "cp1", "kind", "MeterVerification", "lastDay", "1 May")]
    [DataRow("ja", Roles.Technician, "/technician?handler=End", "cp1 では何も交換していません", "chargePoint", "cp1")]
    [DataRow("ja", Roles.Dealer, "/site", "cp1 と通信できません", "press", "unavailable cp1 0")]
    [DataRow("ja", Roles.Administrator, "/people?handler=Add", "名前は 1 から 60 文字", "Name", "a b", "Role", "Dealer")]
    [DataRow("ja", Roles.BackOffice, "/supply?handler=Rehearse", "重みは 0 から 1000 までです", "What", "weight", "ChargePoint", "cp1", "Value", "1001")]
    [DataRow("en", Roles.BackOffice, "/supply?handler=Rehearse", "a weight is 0 to 1000", "What", "weight", "ChargePoint", "cp1", "Value", "1001")]
    [DataRow("ja", Roles.BackOffice, "/supply?handler=Preview", "x.csv の 1 行目：列 energy_wh がありません", "Kind", "plain", "Stage", "Forecast", "FileName", "x.csv", "Content", "aW50ZXJ2YWxfc3RhcnQK")]
    public async Task APage_TellsIt_InTheReadersLanguage(string language, Roles role, string address, string expected, params string[] fields)
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(role, language);
        string page = await browser.GetStringAsync(new Uri(address.Split('?')[0], UriKind.Relative));
        using var form = new FormUrlEncodedContent(fields.Chunk(2).Select(field => KeyValuePair.Create(field[0], field[1]))
            .Append(KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri(address, UriKind.Relative), form);
        StringAssert.Contains(await answer.Content.ReadAsStringAsync(), expected);
    }

    [GeneratedRegex("value[0-9]")]
    private static partial Regex Values();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
