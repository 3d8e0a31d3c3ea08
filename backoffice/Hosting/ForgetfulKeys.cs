using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// Razor Pages bring data protection along, which writes keys into the user's folder. All that hangs on
/// its keys is the token of a form that is open, so they may be forgotten with the process.
/// </summary>
internal sealed class ForgetfulKeys : IXmlRepository
{
    private readonly List<XElement> keys = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (keys)
        {
            return [.. keys];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (keys)
        {
            keys.Add(element);
        }
    }
}
