using ChargePointFw.Gate.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;

namespace ChargePointFw.Gate.Purity;

/// <summary>
/// Decisions are pure: firmware/ and hal/Seams have no pin, socket, file, thread, clock or dice of their own,
/// and read the same on every board.
/// </summary>
internal static class PurityCheck
{
    public const string Code = "impure";
    public const string DirectiveCode = "conditional-source";

    /// <summary>A namespace ends with a dot, a type stands alone, a member follows <c>::</c>.</summary>
    private static readonly (string Name, string Instead)[] Impure =
    [
        ("System.IO.", "files are behind a seam in hal/Seams"),
        ("System.Net.", "the network is behind a seam in hal/Seams"),
        ("System.Device.", "pins and buses are behind a seam in hal/Seams"),
        ("nanoFramework.", "packages belong in hal/Drivers, behind a seam"),
        ("System.Threading.Thread", "one thread steps, and the board owns it"),
        ("System.Threading.Timer", "the board calls the step; count on the monotonic time it is given"),
        ("System.Threading.WaitHandle", "a decision waits for nothing"),
        ("System.Threading.AutoResetEvent", "a decision waits for nothing"),
        ("System.Threading.ManualResetEvent", "a decision waits for nothing"),
        ("System.DateTime::get_UtcNow", "the clock is read once per step, and its reading is an input"),
        ("System.DateTime::get_Now", "the clock is read once per step, and its reading is an input"),
        ("System.DateTime::get_Today", "the clock is read once per step, and its reading is an input"),
        ("System.Environment::get_TickCount64", "the clock is read once per step, and its reading is an input"),
        ("System.Diagnostics.Stopwatch", "the clock is read once per step, and its reading is an input"),
        ("System.Random", "chance is an input: a run must repeat"),
        ("System.Console", "a decision returns its reason; somebody else prints it"),
    ];

    public static IEnumerable<string> Rows => Impure.Select(row => row.Name);

    public static IEnumerable<Finding> FindImpureCalls(ModuleDefinition module) =>
        from type in module.AllTypes()
        from method in type.Methods
        from instruction in method.Code()
        let member = instruction.Operand as MemberReference
        where member != null
        let row = Impure.FirstOrDefault(row => Matches(row.Name, member))
        where row.Name != null
        select method.Finding(instruction, Code, $"uses {Name(member)}: {row.Instead}.");

    public static IEnumerable<Finding> FindDirectives(CSharpCompilation compilation) =>
        from tree in compilation.SyntaxTrees
        from directive in tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<IfDirectiveTriviaSyntax>()
        let place = tree.GetLineSpan(directive.Span)
        select new Finding(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, DirectiveCode,
            "#if: what differs between boards belongs behind a seam, and a board is a project.");

    private static bool Matches(string row, MemberReference member)
    {
        var type = (member as TypeReference ?? member.DeclaringType)?.FullName ?? "";
        if (row.EndsWith('.'))
            return type.StartsWith(row, StringComparison.Ordinal);
        return row == type || row == $"{type}::{member.Name}";
    }

    private static string Name(MemberReference member) =>
        member is TypeReference ? member.FullName : $"{member.DeclaringType?.FullName}.{member.Name}";
}
