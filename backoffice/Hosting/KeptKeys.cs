using System.Xml.Linq;
using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// The keys of cookies and forms are in the database, which only its owner can read: whoever has signed in stays so when
/// the program starts anew.
/// </summary>
internal sealed class KeptKeys(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => database.Read((connection, transaction) =>
        connection.Query<string>("SELECT xml FROM page_key ORDER BY name", transaction: transaction).Select(XElement.Parse).ToList());

    public void StoreElement(XElement element, string friendlyName) => database.Write((connection, transaction) => connection.Execute(
        "INSERT INTO page_key (name, xml) VALUES (@friendlyName, @xml) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml", new { friendlyName, xml = element.ToString() }, transaction));
}
