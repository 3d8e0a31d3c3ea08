using System.Collections;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// Rows as SQLite gives them: every whole number and every truth is a <c>long</c>. The sums of PostgreSQL are numeric, and whole.
/// </summary>
internal sealed class PostgresReader(NpgsqlDataReader raw, NpgsqlCommand command) : DbDataReader
{
    private readonly Type[] types = [.. Enumerable.Range(0, raw.FieldCount).Select(raw.GetFieldType)];
    private readonly string[] names = [.. Enumerable.Range(0, raw.FieldCount).Select(raw.GetName)];
    private Queue<object[]>? rest;
    private object[]? row;
    private bool isClosed;

    /// <inheritdoc/>
    public override int FieldCount => names.Length;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override bool HasRows => rest is null ? raw.HasRows : rest.Count > 0;

    /// <inheritdoc/>
    public override bool IsClosed => isClosed;

    /// <inheritdoc/>
    public override int RecordsAffected => raw.RecordsAffected;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>A value with the type that SQLite would give it.</summary>
    public static object? AsInSqlite(object? value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        int or short or decimal => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    /// <summary>Takes what was not read yet into memory, so that the connection is free.</summary>
    public void TakeTheRest()
    {
        if (isClosed || rest is not null)
        {
            return;
        }

        row = IsOnRow ? Row() : null;
        rest = new Queue<object[]>();
        while (raw.Read())
        {
            rest.Enqueue(Row());
        }

        raw.Close();
    }

    private bool IsOnRow { get; set; }

    /// <inheritdoc/>
    public override bool Read()
    {
        if (rest is null)
        {
            return IsOnRow = raw.Read();
        }

        IsOnRow = rest.TryDequeue(out row);
        return IsOnRow;
    }

    /// <inheritdoc/>
    public override bool NextResult() => false; // a command is one statement

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => row is { } kept ? kept[ordinal] : AsInSqlite(raw.GetValue(ordinal))!;

    /// <inheritdoc/>
    public override Type GetFieldType(int ordinal) =>
        types[ordinal] is { } type && (type == typeof(bool) || type == typeof(int) || type == typeof(short) || type == typeof(decimal)) ? typeof(long) : types[ordinal];

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => row is { } kept ? kept[ordinal] is DBNull : raw.IsDBNull(ordinal);

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal) => (T)GetValue(ordinal);

    /// <inheritdoc/>
    public override string GetName(int ordinal) => names[ordinal];

    /// <inheritdoc/>
    public override int GetOrdinal(string name) => Array.FindIndex(names, one => one.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    /// <inheritdoc/>
    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => GetInt64(ordinal);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => GetString(ordinal)[0];

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException("times are numbers");

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => throw new NotSupportedException("nothing is a GUID");

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        var all = (byte[])GetValue(ordinal);
        if (buffer is null)
        {
            return all.Length;
        }

        int count = (int)Math.Min(length, all.Length - dataOffset);
        Array.Copy(all, dataOffset, buffer, bufferOffset, count);
        return count;
    }

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("texts are read whole");

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    public override void Close()
    {
        if (!isClosed)
        {
            isClosed = true;
            raw.Dispose();
            command.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private object[] Row()
    {
        var values = new object[FieldCount];
        raw.GetValues(values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = AsInSqlite(values[i])!;
        }

        return values;
    }
}
