// nanoFramework.Json: how values of the simple types are written and read.
using System.Collections;
using System.Globalization;
using System.Text;
using nanoFramework.Json.Converters;

namespace nanoFramework.Json.Converters
{
    /// <summary>Writes and reads one type.</summary>
    public interface IConverter
    {
        object ToType(object value);

        string ToJson(object value);
    }

    /// <summary>A number: its decimal digits, and back by way of its text, so that "5" in quotes reads as 5 too.</summary>
    internal sealed class NumberConverter(Func<string, object> parse) : IConverter
    {
        public string ToJson(object value) => Text.Of(value);

        // Null is a NullReferenceException, as on the device.
        public object ToType(object value) =>
            parse(value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString());
    }

    /// <summary>Floating point: NaN is null in both directions.</summary>
    internal sealed class FloatConverter(Func<string, object> parse, object notANumber) : IConverter
    {
        public string ToJson(object value) => value is double.NaN or float.NaN ? "null" : Text.Of(value);

        public object ToType(object value) => value is null ? notANumber : parse(Text.Of(value));
    }

    internal sealed class BoolConverter : IConverter
    {
        public string ToJson(object value) => (bool)value ? "true" : "false";

        public object ToType(object value) => (bool)value;
    }

    /// <summary>In quotes, without escapes.</summary>
    internal sealed class QuotedConverter(Func<object, object> read) : IConverter
    {
        public string ToJson(object value) => "\"" + Text.Of(value) + "\"";

        public object ToType(object value) => read(value);
    }

    /// <summary>Always written with a Z, whatever its kind; read by the parser, not here.</summary>
    internal sealed class DateTimeConverter : IConverter
    {
        public string ToJson(object value) =>
            "\"" + ((DateTime)value).ToString("yyyy'-'MM'-'dd'T'HH':'mm':'ss.fffffff'Z'", CultureInfo.InvariantCulture) + "\"";

        public object ToType(object value) => value;
    }

    internal sealed class DictionaryEntryConverter : IConverter
    {
        public string ToJson(object value)
        {
            var entry = (DictionaryEntry)value;
            return "{\"" + Text.Of(entry.Key) + "\":" + JsonSerializer.SerializeObject(entry.Value, false) + "}";
        }

        public object ToType(object value) => throw new NotImplementedException();
    }

    /// <summary>Strings.</summary>
    internal sealed class StringConverter : IConverter
    {
        private const string Plain = "\n\r\b\f\t\\\"";
        private const string Escaped = "nrbft\\\"";

        // Only these seven; other control characters and letters outside ASCII go out as they are.
        public string ToJson(object value)
        {
            var json = new StringBuilder("\"");
            foreach (var character in (string)value)
            {
                var at = Plain.IndexOf(character);
                if (at < 0)
                    json.Append(character);
                else
                    json.Append('\\').Append(Escaped[at]);
            }
            return json.Append('"').ToString();
        }

        // The package strips quotes from whatever begins or ends with one, and undoes escapes in it, even though the
        // parser has done both already: a text that ends with a quote loses its first and last character.
        public object ToType(object value)
        {
            if (value is null)
                return "";
            var source = Text.Of(value);
            if (!source.StartsWith('"') && !source.EndsWith('"'))
                return source;
            var inner = source.Substring(1, source.Length - 2);
            return HasEscape(source) ? Unescape(inner) : inner;
        }

        private static bool HasEscape(string text)
        {
            for (var i = 0; i + 1 < text.Length; i++)
            {
                if (text[i] == '\\' && Escaped.Contains(text[i + 1]))
                    return true;
            }
            return false;
        }

        private static string Unescape(string text)
        {
            var plain = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                // The last character stands for itself.
                if (text[i] != '\\' || i == text.Length - 1)
                {
                    plain.Append(text[i]);
                    continue;
                }
                var at = Escaped.IndexOf(text[++i]);
                if (at < 0)
                    throw new InvalidOperationException();
                plain.Append(Plain[at]);
            }
            return plain.ToString();
        }
    }

    internal static class Text
    {
        internal static string Of(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}

namespace nanoFramework.Json.Configuration
{
    /// <summary>The converter of each type; for the whole process.</summary>
    public static class ConvertersMapping
    {
        private static readonly Dictionary<string, IConverter> s_converters = new()
        {
            [typeof(short).FullName] = new NumberConverter(text => short.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(ushort).FullName] = new NumberConverter(text => ushort.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(int).FullName] = new NumberConverter(text => int.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(uint).FullName] = new NumberConverter(text => uint.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(long).FullName] = new NumberConverter(text => long.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(ulong).FullName] = new NumberConverter(text => ulong.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(byte).FullName] = new NumberConverter(text => byte.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(sbyte).FullName] = new NumberConverter(text => sbyte.Parse(text, CultureInfo.InvariantCulture)),
            [typeof(float).FullName] = new FloatConverter(text => float.Parse(text, CultureInfo.InvariantCulture), float.NaN),
            [typeof(double).FullName] = new FloatConverter(text => double.Parse(text, CultureInfo.InvariantCulture), double.NaN),
            [typeof(bool).FullName] = new BoolConverter(),
            [typeof(string).FullName] = new StringConverter(),
            [typeof(char).FullName] = new QuotedConverter(value => Text.Of(value)[0]),
            [typeof(Guid).FullName] = new QuotedConverter(value => new Guid(Text.Of(value))),
            [typeof(TimeSpan).FullName] = new QuotedConverter(value => JsonDates.ReadTimeSpan(Text.Of(value))),
            [typeof(DateTime).FullName] = new DateTimeConverter(),
            [typeof(DictionaryEntry).FullName] = new DictionaryEntryConverter(),
        };

        /// <exception cref="ArgumentException">The type has one.</exception>
        public static void Add(Type type, IConverter converter)
        {
            lock (s_converters)
                s_converters.Add(type.FullName, converter);
        }

        public static void Remove(Type type)
        {
            lock (s_converters)
                s_converters.Remove(type.FullName);
        }

        public static void Replace(Type type, IConverter converter)
        {
            lock (s_converters)
                s_converters[type.FullName] = converter;
        }

        internal static IConverter Of(Type type)
        {
            lock (s_converters)
                return s_converters.GetValueOrDefault(type.FullName ?? "");
        }
    }
}
