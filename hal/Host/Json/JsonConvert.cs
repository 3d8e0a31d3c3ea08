// nanoFramework.Json: the way in.
using System.Text;
using nanoFramework.Json.Configuration;

namespace nanoFramework.Json;

/// <summary>Writes and reads JSON, as nanoFramework.Json does; see the README for what that means.</summary>
public static class JsonConvert
{
    /// <summary>An object as JSON; a lone value in an array.</summary>
    public static string SerializeObject(object oSource) => JsonSerializer.SerializeObject(oSource);

    /// <summary>JSON as an object of a type.</summary>
    /// <exception cref="DeserializationException">The text is not JSON or does not fit. Bad text leads to other exceptions, too: catch Exception.</exception>
    public static object DeserializeObject(string value, Type type) =>
        DeserializeObject(value, type, JsonSerializerOptions.Default);

    /// <inheritdoc cref="DeserializeObject(string, Type)"/>
    public static object DeserializeObject(string value, Type type, JsonSerializerOptions options) =>
        type == typeof(string)
            ? ConvertersMapping.Of(type).ToType(value)
            : JsonBinder.Bind(JsonReader.Read(Encoding.UTF8.GetBytes(value)), type, options);

    /// <inheritdoc cref="DeserializeObject(string, Type)"/>
    public static object DeserializeObject(Stream stream, Type type) =>
        DeserializeObject(stream, type, JsonSerializerOptions.Default);

    /// <inheritdoc cref="DeserializeObject(string, Type)"/>
    public static object DeserializeObject(Stream stream, Type type, JsonSerializerOptions options)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return JsonBinder.Bind(JsonReader.Read(bytes), type, options);
    }

    /// <inheritdoc cref="DeserializeObject(string, Type)"/>
    public static object DeserializeObject(StreamReader streamReader, Type type) =>
        DeserializeObject(streamReader, type, JsonSerializerOptions.Default);

    /// <summary>JSON as an object of a type; every character is cut to a byte, so only ASCII arrives whole.</summary>
    /// <exception cref="DeserializationException">The text is not JSON or does not fit. Bad text leads to other exceptions, too: catch Exception.</exception>
    public static object DeserializeObject(StreamReader streamReader, Type type, JsonSerializerOptions options)
    {
        // The package's buffer has the stream's length; where characters are fewer, zeros follow and make the text bad.
        var bytes = new byte[streamReader.BaseStream.Length];
        for (var i = 0; !streamReader.EndOfStream; i++)
            bytes[i] = (byte)streamReader.Read();
        return JsonBinder.Bind(JsonReader.Read(bytes), type, options);
    }
}
