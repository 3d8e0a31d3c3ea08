// nanoFramework.Json: from objects to text.
using System.Collections;
using System.Reflection;
using System.Text;
using nanoFramework.Json.Configuration;
using nanoFramework.Json.Converters;

namespace nanoFramework.Json;

/// <summary>Writes JSON.</summary>
public class JsonSerializer
{
    private JsonSerializer()
    {
    }

    /// <summary>An object as JSON: its public readable properties, not its fields.</summary>
    /// <param name="o">May be null.</param>
    /// <param name="topObject">Whether a lone value is put into an array.</param>
    public static string SerializeObject(object o, bool topObject = true)
    {
        if (o is null)
            return "null";
        var type = o.GetType();
        if (topObject && type.BaseType == typeof(ValueType))
            return "[" + SerializeObject(o, false) + "]";
        if (ConvertersMapping.Of(type) is { } converter)
            return converter.ToJson(o);
        if (type.IsEnum)
            return ((Enum)o).ToString("d");
        return o switch
        {
            IDictionary dictionary => Members(Sorted(dictionary)),
            IEnumerable items => "[" + string.Join(",", items.Cast<object>().Select(item => SerializeObject(item, false))) + "]",
            _ => type.IsClass ? Members(Properties(o, type)) : null, // a struct of one's own is nothing
        };
    }

    // The names are written as they are, without escapes.
    private static string Members(IEnumerable<KeyValuePair<string, object>> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            if (json.Length > 1)
                json.Append(',');
            json.Append('"').Append(name).Append("\":").Append(SerializeObject(value, false));
        }
        return json.Append('}').ToString();
    }

    // On the device the order is that of a hash table. Here it is the same in every run: a Hashtable by name, ...
    private static IEnumerable<KeyValuePair<string, object>> Sorted(IDictionary dictionary) =>
        dictionary.Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create(Text.Of(entry.Key), entry.Value))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);

    // ... an object as its properties are declared.
    private static IEnumerable<KeyValuePair<string, object>> Properties(object o, Type type) =>
        type.GetMethods()
            .Where(method => method.Name.StartsWith("get_", StringComparison.Ordinal) && !method.IsAbstract && !method.IsStatic
                && method.ReturnType != typeof(Delegate) && method.ReturnType != typeof(MulticastDelegate) && method.ReturnType != typeof(MethodInfo))
            .Select(getter => KeyValuePair.Create(getter.Name[4..], getter.Invoke(o, BindingFlags.DoNotWrapExceptions, null, null, null)));
}
