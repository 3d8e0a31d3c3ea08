// From tokens to objects. Where the package knows no way, it throws NotImplementedException, and so does this.
using System.Collections;
using nanoFramework.Json.Configuration;

namespace nanoFramework.Json;

internal static class JsonBinder
{
    /// <summary>A token as an object of a type.</summary>
    internal static object Bind(JsonToken token, Type type, JsonSerializerOptions options)
    {
        if (token is null || type is null)
            throw new DeserializationException();
        return token is JsonObject members ? BindObject(members, type, options)
            : token is JsonArray array ? BindArray(array, type, options)
            : null;
    }

    private static object BindObject(JsonObject members, Type type, JsonSerializerOptions options)
    {
        if (type == typeof(Hashtable))
            return TableOf(members);
        if (type == typeof(ArrayList))
            return ToListOfOne(members);
        if (ConvertersMapping.Of(type) is { } converter)
            return converter.ToType(members);
        if (type.GetConstructor(Type.EmptyTypes) is not { } constructor)
            throw new DeserializationException();

        var instance = constructor.Invoke(null);
        foreach (JsonProperty property in members.Members)
        {
            // "$version" goes into _version.
            var name = property.Name[0] == '$' ? "_" + property.Name[1..] : property.Name;
            var member = options.Resolver.Get(name, type, options);
            if (!member.Skip)
                member.SetValue(instance, BindMember(property.Value, member.ObjectType, options));
        }
        return instance;
    }

    private static object BindMember(JsonToken token, Type type, JsonSerializerOptions options) => token switch
    {
        JsonObject members when type == typeof(Hashtable) => ToHashtableMember(members),
        JsonObject members => BindObject(members, type, options),
        JsonValue value => ConvertTo(value.Value, type, always: true),
        JsonArray array when type == typeof(ArrayList) => ToListMember(array, options),
        JsonArray array => ToArrayMember(array, type, options),
        _ => throw new DeserializationException(),
    };

    private static ArrayList ToListMember(JsonArray array, JsonSerializerOptions options)
    {
        var list = new ArrayList();
        foreach (var item in array.Items)
        {
            if (item is JsonValue value)
            {
                list.Add(ConvertTo(value.Value, typeof(ArrayList), always: false));
                continue;
            }
            var bound = Bind(item, typeof(ArrayList), options);
            list.Add(bound is ArrayList { Count: 1 } single && single[0] is Hashtable table ? table : bound);
        }
        return list;
    }

    private static Array ToArrayMember(JsonArray array, Type type, JsonSerializerOptions options)
    {
        var elementType = type.GetElementType();
        var items = new ArrayList();
        foreach (var item in array.Items)
        {
            items.Add(item is JsonValue value
                ? ConvertTo(value.Value, elementType ?? type, always: false)
                : Bind(item, elementType, options));
        }
        var result = Array.CreateInstance(elementType, array.Length);
        items.CopyTo(result);
        return result;
    }

    private static object BindArray(JsonArray array, Type type, JsonSerializerOptions options)
    {
        if (type.GetElementType() is not { } elementType)
            return BindUntypedArray(array, type);
        var items = new ArrayList();
        foreach (var item in array.Items)
        {
            items.Add(item is not JsonValue value ? Bind(item, elementType, options)
                : value.Value is null ? null
                : ConvertTo(value.Value, elementType, always: false));
        }
        var result = Array.CreateInstance(elementType, array.Length);
        items.CopyTo(result);
        return result;
    }

    // An object or array in the list replaces the list so far: of [{…},{…}] only the last is left.
    private static object BindUntypedArray(JsonArray array, Type type)
    {
        var isSimple = type == typeof(string) || type.BaseType == typeof(ValueType);
        if (type != typeof(ArrayList) && !isSimple)
            throw new DeserializationException();
        var list = new ArrayList();
        foreach (var item in array.Items)
        {
            if (item is JsonValue value)
                list.Add(value.Value);
            else
                list = ToList(item);
        }
        return isSimple && list.Count == 1 ? list[0] : list;
    }

    private static ArrayList ToList(JsonToken token)
    {
        var list = new ArrayList();
        if (token is not JsonArray array)
        {
            list.Add(FlatTableOf((JsonObject)token));
            return list;
        }
        foreach (var item in array.Items)
            list.Add(Untyped(item));
        return list;
    }

    private static ArrayList ToListOfOne(JsonObject members)
    {
        var table = new Hashtable();
        foreach (JsonProperty property in members.Members)
            table.Add(property.Name, Untyped(property.Value));
        return table.Count > 0 ? [table] : [];
    }

    private static object Untyped(JsonToken token) => token switch
    {
        JsonValue value => value.Value,
        JsonObject members => TableOf(members),
        _ => throw new DeserializationException(),
    };

    // Four kinds of table, because the package reads nested arrays and objects in four ways.
    private static Hashtable TableOf(JsonObject members) => Table(members, token => token switch
    {
        JsonArray array => ToList(array),
        _ => NestedTableOf((JsonObject)token),
    });

    private static Hashtable NestedTableOf(JsonObject members) => Table(members, token => token switch
    {
        JsonArray array => Values(array, item => item is JsonObject nested ? NestedTableOf(nested) : throw new NotImplementedException()),
        _ => NestedTableOf((JsonObject)token),
    });

    private static Hashtable FlatTableOf(JsonObject members) => Table(members, token => token switch
    {
        JsonArray array => Values(array, _ => throw new NotImplementedException()),
        _ => throw new DeserializationException(),
    });

    private static Hashtable ToHashtableMember(JsonObject members) => Table(members, token => token switch
    {
        JsonObject nested => NestedTableOf(nested),
        _ => throw new NotImplementedException(),
    });

    private static Hashtable Table(JsonObject members, Func<JsonToken, object> nested)
    {
        var table = new Hashtable();
        foreach (JsonProperty property in members.Members)
            table.Add(property.Name, property.Value is JsonValue value ? value.Value : nested(property.Value));
        return table;
    }

    private static ArrayList Values(JsonArray array, Func<JsonToken, object> nested)
    {
        var list = new ArrayList();
        foreach (var item in array.Items)
            list.Add(item is JsonValue value ? value.Value : nested(item));
        return list;
    }

    // A null among values is a NullReferenceException here, as on the device.
    private static object ConvertTo(object value, Type type, bool always)
    {
        while (type.IsArray)
            type = type.GetElementType();
        if (!always && value.GetType() == type)
            return value;
        return ConvertersMapping.Of(type) is { } converter ? converter.ToType(value) : value;
    }
}
