namespace ChargePointFw.Gate;

/// <summary>One broken rule: where it is, which rule, and what to do about it.</summary>
internal sealed record Finding(string Path, int Line, int Column, string Code, string Message)
{
    public override string ToString() =>
        Line > 0 ? $"{Path}({Line},{Column}): {Code} {Message}" : $"{Path}: {Code} {Message}";

    /// <summary>Fails with one finding a line; <paramref name="remedy"/> says what to do.</summary>
    public static void AssertNone(IEnumerable<Finding> findings, string remedy)
    {
        var lines = findings.Select(finding => finding.ToString()).Distinct().ToList();
        if (lines.Count > 0)
            Assert.Fail($"{lines.Count} found. {remedy}\n{string.Join('\n', lines)}");
    }
}
