// Npgsql as the rest of the program sees it: SQLite's words in, SQLite's types out.
using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// An open connection within one transaction, used by one thread at a time. A reader that is open when another statement runs takes
/// the rest of its rows into memory first: PostgreSQL answers one at a time.
/// </summary>
internal sealed class PostgresConnection(NpgsqlConnection raw, PostgresText text) : DbConnection
{
    private PostgresReader? open;

    /// <summary>Npgsql's own, for what is said in PostgreSQL's words.</summary>
    public NpgsqlConnection Raw => raw;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString { get => ""; set => throw new NotSupportedException("it is open"); }

    /// <inheritdoc/>
    public override string Database => raw.Database;

    /// <inheritdoc/>
    public override string DataSource => raw.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => raw.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => raw.State;

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException("a connection stays with its database");

    /// <inheritdoc/>
    public override void Open() => throw new NotSupportedException("it is open");

    /// <inheritdoc/>
    public override void Close() => open?.Dispose();

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException("it has its transaction");

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new Command(this);

    private NpgsqlCommand Prepare(string sql, Parameters parameters)
    {
        open?.TakeTheRest();
        open = null;
        (string words, IReadOnlyList<string> names) = text.Of(sql);
        var command = new NpgsqlCommand(words, raw);
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i];
            command.Parameters.Add(parameters.Find(name, i) is { } given
                ? Typed(given)
                : throw new ArgumentException($"The statement names @{name}, which is not given."));
        }

        return command;
    }

    // All whole numbers are bigint there, and truth is 0 or 1.
    private static NpgsqlParameter Typed(DbParameter given) => given.Value switch
    {
        null or DBNull => new NpgsqlParameter
        {
            NpgsqlDbType = given.DbType switch
            {
                DbType.String or DbType.AnsiString => NpgsqlDbType.Text,
                DbType.Binary => NpgsqlDbType.Bytea,
                _ => NpgsqlDbType.Bigint,
            },
            Value = DBNull.Value,
        },
        byte[] bytes => new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = bytes },
        string words => new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = words },
        bool truth => Number(truth ? 1 : 0),
        ulong large => Number(unchecked((long)large)),
        IConvertible number and (long or int or uint or short or ushort or byte or sbyte or Enum) => Number(number.ToInt64(null)),
        { } other => throw new NotSupportedException($"{other.GetType().Name} is in no table"),
    };

    private static NpgsqlParameter<long> Number(long value) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value };

    private sealed class Command(PostgresConnection connection) : DbCommand
    {
        private readonly Parameters parameters = new();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection
        {
            get => connection;
            set => throw new NotSupportedException("a command stays with its connection");
        }

        protected override DbParameterCollection DbParameterCollection => parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override int ExecuteNonQuery()
        {
            using NpgsqlCommand command = connection.Prepare(CommandText, parameters);
            return command.ExecuteNonQuery();
        }

        public override object? ExecuteScalar()
        {
            using NpgsqlCommand command = connection.Prepare(CommandText, parameters);
            return PostgresReader.AsInSqlite(command.ExecuteScalar());
        }

        public override void Prepare()
        {
            // Npgsql prepares what is used often
        }

        public override void Cancel()
        {
            // one thread: nothing runs meanwhile
        }

        protected override DbParameter CreateDbParameter() => new Parameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
        {
            NpgsqlCommand command = connection.Prepare(CommandText, parameters);
            try
            {
                return connection.open = new PostgresReader(command.ExecuteReader(behavior & ~CommandBehavior.SequentialAccess), command);
            }
            catch
            {
                command.Dispose();
                throw;
            }
        }
    }

    private sealed class Parameter : DbParameter
    {
        private DbType? type;

        public override DbType DbType { get => type ?? DbType.Object; set => type = value; }

        public override ParameterDirection Direction { get; set; } = ParameterDirection.Input;

        public override bool IsNullable { get; set; }

        [AllowNull]
        public override string ParameterName { get; set; } = "";

        public override int Size { get; set; }

        [AllowNull]
        public override string SourceColumn { get; set; } = "";

        public override bool SourceColumnNullMapping { get; set; }

        public override object? Value { get; set; }

        public override void ResetDbType() => type = null;
    }

    private sealed class Parameters : DbParameterCollection
    {
        private readonly List<DbParameter> all = [];

        public override int Count => all.Count;

        public override object SyncRoot => all;

        /// <summary>Finds one by its name, at its place first: of many parameters most stand in the statement's order.</summary>
        public DbParameter? Find(string name, int place) =>
            place < all.Count && IsCalled(all[place], name) ? all[place] : all.Find(one => IsCalled(one, name));

        private static bool IsCalled(DbParameter one, string name) => one.ParameterName.AsSpan().TrimStart('@').Equals(name, StringComparison.Ordinal);

        public override int Add(object value)
        {
            all.Add((DbParameter)value);
            return all.Count - 1;
        }

        public override void AddRange(Array values) => all.AddRange(values.Cast<DbParameter>());

        public override void Clear() => all.Clear();

        public override bool Contains(object value) => all.Contains((DbParameter)value);

        public override bool Contains(string value) => IndexOf(value) >= 0;

        public override void CopyTo(Array array, int index) => ((ICollection)all).CopyTo(array, index);

        public override IEnumerator GetEnumerator() => all.GetEnumerator();

        public override int IndexOf(object value) => all.IndexOf((DbParameter)value);

        public override int IndexOf(string parameterName) => all.FindIndex(one => one.ParameterName == parameterName);

        public override void Insert(int index, object value) => all.Insert(index, (DbParameter)value);

        public override void Remove(object value) => all.Remove((DbParameter)value);

        public override void RemoveAt(int index) => all.RemoveAt(index);

        public override void RemoveAt(string parameterName) => all.RemoveAt(IndexOf(parameterName));

        protected override DbParameter GetParameter(int index) => all[index];

        protected override DbParameter GetParameter(string parameterName) => all[IndexOf(parameterName)];

        protected override void SetParameter(int index, DbParameter value) => all[index] = value;

        protected override void SetParameter(string parameterName, DbParameter value) => all[IndexOf(parameterName)] = value;
    }
}
