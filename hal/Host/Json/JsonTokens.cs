// nanoFramework.Json: the tree that text is parsed into.
using System.Collections;

namespace nanoFramework.Json;

/// <summary>A node.</summary>
public abstract class JsonToken
{
    protected JsonToken()
    {
    }
}

/// <summary>A string, number, truth value, date or null.</summary>
public sealed class JsonValue : JsonToken
{
    /// <summary>With <paramref name="isDateTime"/> the string is read as a date; null when it is none.</summary>
    public JsonValue(object value, bool isDateTime = false)
    {
        if (!isDateTime)
            Value = value;
        else if (JsonDates.TryRead((string)value, out var date))
            Value = date;
    }

    public object Value { get; }
}

/// <summary>An array.</summary>
public sealed class JsonArray : JsonToken
{
    public JsonArray(JsonToken[] values) => Items = values;

    public int Length => Items.Length;

    public JsonToken[] Items { get; }
}

/// <summary>A name and a value.</summary>
public sealed class JsonProperty : JsonToken
{
    public JsonProperty(string name, JsonToken value)
    {
        Name = name;
        Value = value;
    }

    public string Name { get; }

    public JsonToken Value { get; }
}

/// <summary>An object. The device keeps its members in no order; here they keep that of the text.</summary>
public sealed class JsonObject : JsonToken
{
    private readonly ArrayList _members = [];
    private readonly Dictionary<string, JsonProperty> _byName = [];

    public JsonObject()
    {
    }

    public ICollection Members => _members;

    /// <exception cref="ArgumentException">There is a member of that name.</exception>
    public void Add(string name, JsonToken value)
    {
        var property = new JsonProperty(name, value);
        _byName.Add(name, property);
        _members.Add(property);
    }

    /// <summary>The member, or null.</summary>
    public JsonProperty Get(string name) => _byName.GetValueOrDefault(name);
}
