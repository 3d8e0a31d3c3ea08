using System.Data.Common;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>The tables of findings, within one transaction. Rows are added only.</summary>
internal sealed class FindingStore(DbConnection connection, DbTransaction transaction, long nowMs)
{
    /// <summary>Who enters what the program itself found out.</summary>
    public const string Program = "reconciliation";

    private readonly Dictionary<(string Kind, string Rule), long> rules = [];

    /// <summary>Stores what was found; what is there already stays, and opens again if it had been cleared.</summary>
    /// <param name="found">In any order.</param>
    /// <param name="runId">The run whose result it is; 0 for what was found on arrival.</param>
    /// <returns>Rows of the findings, and how many of them are new.</returns>
    public (HashSet<long> Ids, int New) Add(IReadOnlyList<Found> found, long runId)
    {
        var ids = new HashSet<long>();
        int added = 0;
        using DbCommand insert = Command(
            """
            INSERT INTO finding (
                rule_id, key, kind, severity, site_id, charge_point_id, journal_row, session_number, at_utc_ms, energy_wh, evidence, found_utc_ms)
            VALUES (@rule, @key, @kind, @severity, @site, @chargePoint, @journal, @session, @at, @energy, @evidence, @now)
            ON CONFLICT (rule_id, key) DO NOTHING RETURNING id
            """,
            "@rule", "@key", "@kind", "@severity", "@site", "@chargePoint", "@journal", "@session", "@at", "@energy", "@evidence", "@now");
        using DbCommand find = Command("SELECT id FROM finding WHERE rule_id = @rule AND key = @key", "@rule", "@key");
        using DbCommand result = Command("INSERT INTO check_result (run_id, finding_id) VALUES (@run, @id) ON CONFLICT DO NOTHING", "@run", "@id");
        foreach (Found one in found)
        {
            long ruleId = RuleId(one.Check.Kind, one.Rule);
            object? row = Fill(
                insert, ruleId, one.Key, one.Check.Kind, (long)one.Check.Severity, one.SiteId, one.ChargePointId, one.JournalRow, one.SessionNumber,
                one.AtUtcMs, one.EnergyWh, one.Evidence, nowMs).ExecuteScalar();
            long id = row is long isNew ? isNew : (long)Fill(find, ruleId, one.Key).ExecuteScalar()!;
            added += row is null ? 0 : 1;
            if (row is null)
            {
                OpenAgain(id);
            }

            ids.Add(id);
            if (runId > 0)
            {
                Fill(result, runId, id).ExecuteNonQuery();
            }
        }

        return (ids, added);
    }

    /// <summary>Enters that findings are no more there, of those that a statement names by id, version, assignee and state.</summary>
    /// <param name="stale">Ends in a condition; <c>finding_now</c> is n.</param>
    /// <param name="values">Its values.</param>
    /// <param name="still">Found again just now.</param>
    public int Clear(string stale, object values, IReadOnlySet<long> still)
    {
        List<(long Id, long Version, string Assignee, string State)> gone =
        [
            .. connection.Query<(long Id, long Version, string Assignee, string State)>(
                $"SELECT n.id, n.version, n.assignee, n.state FROM finding_now n WHERE n.state IN ('Open', 'Held') AND {stale}", values, transaction)
                .Where(one => !still.Contains(one.Id)),
        ];
        gone.ForEach(one => Enter(one.Id, one.Version, "Cleared", "Cleared", one.Assignee, one.State));
        return gone.Count;
    }

    private void OpenAgain(long id)
    {
        (long version, string state, string assignee) = connection.QuerySingle<(long, string, string)>(
            "SELECT version, state, assignee FROM finding_now WHERE id = @id", new { id }, transaction);
        if (state == "Cleared")
        {
            Enter(id, version, "FoundAgain", "Open", assignee, state);
        }
    }

    private void Enter(long id, long version, string action, string state, string assignee, string stateBefore) => connection.Execute(
        """
        INSERT INTO finding_entry (
            finding_id, version, action, state, assignee, reason_code, note, entered_by, entered_utc_ms, before, after)
        VALUES (@id, @version + 1, @action, @state, @assignee, '', '', @Program, @nowMs, json_object('state', @stateBefore), json_object('state', @state))
        """,
        new { id, version, action, state, assignee, Program, nowMs, stateBefore },
        transaction);

    private long RuleId(string kind, string rule)
    {
        if (!rules.TryGetValue((kind, rule), out long id))
        {
            connection.Execute("INSERT INTO check_rule (kind, rule) VALUES (@kind, @rule) ON CONFLICT DO NOTHING", new { kind, rule }, transaction);
            id = rules[(kind, rule)] = connection.ExecuteScalar<long>(
                "SELECT id FROM check_rule WHERE kind = @kind AND rule = @rule", new { kind, rule }, transaction);
        }

        return id;
    }

    private DbCommand Command(string sql, params ReadOnlySpan<string> names)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (string name in names)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static DbCommand Fill(DbCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
