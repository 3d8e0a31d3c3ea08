// From UTF-8 text to tokens, with the package's tolerance and its mistakes.
using System.Collections;
using System.Globalization;
using System.Text;

namespace nanoFramework.Json;

/// <summary>
/// A comma may be missing in an object and may trail in both; names may stand in single quotes; literals in any case.
/// Text that breaks off inside a number, a literal or an escape is an IndexOutOfRangeException, a member that comes
/// twice an ArgumentException, everything else that is wrong a DeserializationException.
/// </summary>
internal sealed class JsonReader
{
    private readonly byte[] _bytes;
    private int _at;
    private Kind _kind;
    private object _value;

    private JsonReader(byte[] utf8) => _bytes = utf8;

    private enum Kind
    {
        BeginObject,
        EndObject,
        BeginArray,
        EndArray,
        Colon,
        Comma,
        String,
        Number,
        Date,
        True,
        False,
        Null,
        Error,
        End,
    }

    /// <summary>The whole text: one object or one array.</summary>
    internal static JsonToken Read(byte[] utf8)
    {
        var reader = new JsonReader(utf8);
        reader.Advance();
        JsonToken root = reader._kind switch
        {
            Kind.BeginObject => reader.ReadObject(),
            Kind.BeginArray => reader.ReadArray(),
            _ => throw new DeserializationException(),
        };
        reader.Advance();
        return reader._kind == Kind.End ? root : throw new DeserializationException();
    }

    private JsonObject ReadObject()
    {
        var result = new JsonObject();
        Advance();
        while (_kind == Kind.String)
        {
            var name = (string)_value;
            Advance();
            if (_kind != Kind.Colon)
                throw new DeserializationException();
            Advance();
            result.Add(name, ReadValue());
            Advance();
            if (_kind == Kind.Comma)
                Advance();
        }
        return _kind == Kind.EndObject ? result : throw new DeserializationException();
    }

    private JsonArray ReadArray()
    {
        var items = new ArrayList();
        while (_kind != Kind.EndArray || items.Count == 0)
        {
            Advance();
            if (_kind == Kind.EndArray)
                break;
            items.Add(ReadValue());
            Advance();
            if (_kind is not (Kind.Comma or Kind.EndArray))
                throw new DeserializationException();
        }
        return new JsonArray((JsonToken[])items.ToArray(typeof(JsonToken)));
    }

    private JsonToken ReadValue() => _kind switch
    {
        Kind.String => new JsonValue(_value),
        Kind.Number => new JsonValue(NumberOf((string)_value)),
        Kind.Date => new JsonValue(_value, true),
        Kind.True => new JsonValue(true),
        Kind.False => new JsonValue(false),
        Kind.Null => new JsonValue(null),
        Kind.BeginObject => ReadObject(),
        Kind.BeginArray => ReadArray(),
        _ => throw new DeserializationException(),
    };

    // The narrowest of int, long and ulong that holds it; a point or an exponent makes it a double.
    private static object NumberOf(string digits)
    {
        if (digits.AsSpan().IndexOfAny(".eE") >= 0)
            return double.Parse(digits, CultureInfo.InvariantCulture);
        if (digits.Length < 9)
            return int.Parse(digits, CultureInfo.InvariantCulture);
        if (digits.Length is >= 12 and < 20)
            return long.Parse(digits, CultureInfo.InvariantCulture);
        if (int.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out var narrow))
            return narrow;
        if (long.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out var wide))
            return wide;
        return ulong.Parse(digits, CultureInfo.InvariantCulture);
    }

    private void Advance()
    {
        _value = null;
        while (_at < _bytes.Length)
        {
            var character = ReadCharacter(out _, out _);
            switch (character)
            {
                case ' ' or '\t' or '\r' or '\n':
                    continue;
                case '"' or '\'':
                    ReadString(character);
                    return;
                case '-' or '+' or '.' or (>= '0' and <= '9'):
                    ReadNumber(character);
                    return;
                default:
                    _kind = KindOf(character);
                    return;
            }
        }
        _kind = Kind.End;
    }

    private Kind KindOf(char character) => char.ToLowerInvariant(character) switch
    {
        '{' => Kind.BeginObject,
        '}' => Kind.EndObject,
        '[' => Kind.BeginArray,
        ']' => Kind.EndArray,
        ':' => Kind.Colon,
        ',' => Kind.Comma,
        't' => Expect("rue", Kind.True),
        'f' => Expect("alse", Kind.False),
        'n' => Expect("ull", Kind.Null),
        _ => throw new DeserializationException(),
    };

    private Kind Expect(string rest, Kind kind)
    {
        foreach (var expected in rest)
        {
            if (char.ToLowerInvariant(ReadUtf8()) != expected)
                throw new DeserializationException();
        }
        return kind;
    }

    // A string that begins with an (escaped) quote gets two more around it, which StringConverter takes off again
    // and a Hashtable keeps.
    private void ReadString(char quote)
    {
        var text = new StringBuilder();
        while (_at < _bytes.Length)
        {
            var character = ReadCharacter(out var isEscaped, out var isUnicode);
            if (character != quote || isEscaped)
            {
                text.Append(isUnicode ? ReadUnicodeEscape() : character);
                continue;
            }
            if (quote == '"' && text.Length > 0 && text[0] == '"')
                text.Insert(0, '"').Append('"');
            var value = text.ToString();
            _value = value;
            _kind = JsonDates.TryRead(value, out _) ? Kind.Date : Kind.String;
            return;
        }
        _kind = Kind.Error;
    }

    private void ReadNumber(char first)
    {
        var digits = new StringBuilder().Append(first);
        for (; IsOfNumber((char)_bytes[_at]); _at++)
            digits.Append((char)_bytes[_at]);
        _kind = Kind.Number;
        _value = digits.ToString();
    }

    private char ReadCharacter(out bool isEscaped, out bool isUnicode)
    {
        var character = ReadUtf8();
        isEscaped = character == '\\';
        isUnicode = false;
        if (!isEscaped)
            return character;
        character = ReadUtf8();
        isUnicode = character == 'u';
        return character switch
        {
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            'b' => '\b',
            'f' => '\f',
            '\\' or '"' or 'u' => character,
            _ => throw new DeserializationException(), // "\/" too
        };
    }

    // The package reads the second of the four digits twice and the first never, knows no hexadecimal digit but e, and
    // swallows a digit that follows. \u0022 and \u00e9 come out right, \u3042 becomes B, \u00ff is refused.
    private char ReadUnicodeEscape()
    {
        _at++;
        var digits = new StringBuilder();
        var digit = (char)_bytes[_at];
        for (var i = 0; i < 4; i++)
        {
            if (!IsOfNumber(digit))
                throw new DeserializationException();
            digits.Append(digit);
            digit = (char)_bytes[_at];
            if (IsOfNumber(digit))
                _at++;
        }
        return ushort.TryParse(digits.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : throw new DeserializationException();
    }

    // Of a character outside the basic plane, only the first half.
    private char ReadUtf8()
    {
        var lead = _bytes[_at];
        var length = (lead & 0x80) == 0 ? 1 : (lead & 0x20) == 0 ? 2 : (lead & 0x10) == 0 ? 3 : 4;
        var character = length == 1 ? (char)lead : Encoding.UTF8.GetChars(_bytes, _at, length)[0];
        _at += length;
        return character;
    }

    private static bool IsOfNumber(char character) => character is '-' or '+' or '.' or 'e' or 'E' or (>= '0' and <= '9');
}
