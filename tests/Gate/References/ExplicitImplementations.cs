namespace ChargePointFw.Gate.References;

/// <summary>
/// The facts list no explicit interface implementations. They follow from the rest: an interface member
/// which no public member of the type or its bases answers must be implemented explicitly.
/// </summary>
internal static class ExplicitImplementations
{
    public static IEnumerable<(string Contract, MemberFacts Member)> Of(TypeFacts type, ApiFacts facts)
    {
        var lineage = Lineage(type, facts).ToList();
        foreach (var name in type.Interfaces)
        {
            if (facts.FindType(name) is not { } contract || lineage.Skip(1).Any(ancestor => ancestor.Interfaces.Contains(name)))
                continue;
            foreach (var member in contract.Members.Where(member => !lineage.Exists(ancestor => Answers(ancestor, member))))
                yield return (name, member);
        }
    }

    private static IEnumerable<TypeFacts> Lineage(TypeFacts type, ApiFacts facts)
    {
        for (var ancestor = type; ancestor != null; ancestor = facts.FindType(ancestor.Base))
            yield return ancestor;
    }

    private static bool Answers(TypeFacts type, MemberFacts wanted) => type.Members.Exists(member =>
        member.Has("public") && !member.Has("static") && member.HasSignatureOf(wanted));
}
