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

    /// <summary>What the caller makes and disposes of: with its text it takes over a prepared command.</summary>
    private sealed class KeptCommand(KeptConnection connection) : SqliteCommand
    {
        private SqliteCommand? prepared;

        [AllowNull]
        public override string CommandText
        {
            get => prepared?.CommandText ?? "";
            set
            {
                Release();
                prepared = connection.Take(value ?? "");
            }
        }

        public override int CommandTimeout
        {
            get => Prepared.CommandTimeout;
            set => Prepared.CommandTimeout = value;
        }

        public override SqliteConnection? Connection
        {
            get => connection;
            set => throw new NotSupportedException("a command stays with its connection");
        }

        public override SqliteTransaction? Transaction { get; set; } = connection.Transaction;

        public override SqliteParameterCollection Parameters => Prepared.Parameters;

        private SqliteCommand Prepared => prepared ?? throw new InvalidOperationException("the text of a command comes first");

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => InTransaction().ExecuteReader(behavior);

        public override int ExecuteNonQuery() => InTransaction().ExecuteNonQuery();

        public override object? ExecuteScalar() => InTransaction().ExecuteScalar();

        public override void Prepare() => InTransaction().Prepare();

        public override void Cancel() => Prepared.Cancel();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Release();
            }

            base.Dispose(disposing);
        }

        private SqliteCommand InTransaction()
        {
            Prepared.Transaction = Transaction;
            return Prepared;
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
