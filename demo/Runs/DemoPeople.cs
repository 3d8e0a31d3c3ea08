using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.People;

namespace ChargePointFw.Demo.Runs;

/// <summary>
/// Somebody of each role, for this run alone: a link that signs in once, and a random password for the next time. A real
/// installation has nobody before its first administrator is added on the command line.
/// </summary>
internal static class DemoPeople
{
    public static void Print(BackOfficeApp backOffice)
    {
        Console.WriteLine("Signed in as (each link works once; name and password after that):");
        foreach (Roles role in Person.AllRoles)
        {
            string name = role.ToString().ToLowerInvariant();
            string password = Passwords.Random();
            backOffice.People.Add(name, new PersonSettings(role, SeesAllSites: true, []), password, "demo");
            Console.WriteLine($"  {role,-14} {backOffice.Url}{backOffice.SignIns.OfferLink(name)}  {name} {password}");
        }
    }
}
