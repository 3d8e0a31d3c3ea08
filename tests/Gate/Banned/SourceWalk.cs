using Microsoft.CodeAnalysis.CSharp;

namespace ChargePointFw.Gate.Banned;

/// <summary>Looks for the banned table's rows in the sources.</summary>
internal static class SourceWalk
{
    public static IEnumerable<Finding> Find(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                foreach (var row in BannedTable.Rows.Where(row => row.InSource?.Invoke(node, model) == true))
                {
                    var place = tree.GetLineSpan(node.Span);
                    yield return new Finding(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, row.Id, row.Reason);
                }
            }
        }
    }
}
