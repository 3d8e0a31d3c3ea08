using System.CommandLine;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Which database a command is about: two options that every command has.</summary>
public static class StoreOption
{
    /// <summary>The database.</summary>
    public static Option<string> Database { get; } = new("--database")
    {
        Description = "SQLite file; with --store postgres a file (mode 600) that says how PostgreSQL is reached: Host=…;Database=…;Username=…;Password=…",
        Required = true,
    };

    /// <summary>What it is; of the whole program.</summary>
    public static Option<StoreKind> Store { get; } = new("--store") { Description = "Which database it is", Recursive = true };

    /// <summary>Options that name it.</summary>
    public static BackOfficeOptions Of(ParseResult parsed) => new() { DatabaseFile = parsed.GetRequiredValue(Database), Store = parsed.GetValue(Store) };
}
