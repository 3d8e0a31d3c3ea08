// Preparing a statement costs more than running it, here: the ledger's statements are many, small and always the same.
using System.Data;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// A connection that stays open and keeps the statements that it has prepared, by their text: the next command with that
/// text takes one over. It is used by one thread at a time.
/// </summary>
internal sealed class KeptConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>Texts beyond these are prepared each time; a list as a parameter makes a text of its own for each length.</summary>
    private const int MaximumKept = 400;

    private readonly Dictionary<string, SqliteCommand> idle = [];
    private readonly Dictionary<string, string> names = [];

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => new KeptCommand(this);

    private SqliteCommand Take(string text)
    {
        if (!idle.Remove(text, out SqliteCommand? command))
        {
            command = base.CreateCommand();
            command.CommandText = text;
        }

        return command;
    }

    private void PutBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        command.CommandTimeout = DefaultTimeout;
        if (State != ConnectionState.Open || idle.Count >= MaximumKept || !idle.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    // As the text has it: SQLite is else asked for three spellings, each time.
    private string NameInText(string name)
    {
        if (name.StartsWith('@') || name.StartsWith('$'))
        {
            return name;
        }

        if (!names.TryGetValue(name, out string? inText))
        {
            inText = "@" + name;
            if (names.Count < MaximumKept)
            {
                names.Add(name, inText);
            }
        }

        return inText;
    }

    /// <summary>
    /// What the caller makes and disposes of. Text and parameters are its own until it runs: a list as a parameter changes
    /// the text when some parameters are there already.
    /// </summary>
    private sealed class KeptCommand(KeptConnection connection) : SqliteCommand
    {
        private SqliteCommand? prepared;
        private string text = "";

        [AllowNull]
        public override string CommandText
        {
            get => text;
            set
            {
                Release();
                text = value ?? "";
            }
        }

        public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

        public override SqliteConnection? Connection
        {
            get => connection;
            set => throw new NotSupportedException("a command stays with its connection");
        }

        public override SqliteTransaction? Transaction { get; set; } = connection.Transaction;

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Prepared().ExecuteReader(behavior);

        public override int ExecuteNonQuery() => Prepared().ExecuteNonQuery();

        public override object? ExecuteScalar() => Prepared().ExecuteScalar();

        public override void Prepare() => Prepared().Prepare();

        public override void Cancel() => prepared?.Cancel();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Release();
            }

            base.Dispose(disposing);
        }

        private SqliteCommand Prepared()
        {
            prepared ??= connection.Take(text);
            prepared.Transaction = Transaction;
            prepared.CommandTimeout = CommandTimeout;
            prepared.Parameters.Clear();
            foreach (SqliteParameter parameter in Parameters)
            {
                parameter.ParameterName = connection.NameInText(parameter.ParameterName);
                prepared.Parameters.Add(parameter);
            }

            return prepared;
        }

        private void Release()
        {
            if (prepared is not null)
            {
                connection.PutBack(prepared);
                prepared = null;
            }
        }
    }
}
