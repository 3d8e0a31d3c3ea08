[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]

namespace ChargePointFw.Postgres.Tests;

/// <summary>What all of these tests share.</summary>
[TestClass]
public static class Whole
{
    [AssemblyCleanup]
    public static void EndPostgres() => PostgresCluster.EndShared();
}
