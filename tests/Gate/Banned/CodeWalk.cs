using ChargePointFw.Gate.Compiling;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ChargePointFw.Gate.Banned;

/// <summary>Looks for the banned table's rows in the compiled code: what the source hides (var, inference) shows here.</summary>
internal static class CodeWalk
{
    public static IEnumerable<Finding> Find(ModuleDefinition module)
    {
        foreach (var type in module.AllTypes())
        {
            foreach (var row in BannedTable.Rows.Where(row => row.DefinesType?.Invoke(type) == true))
                yield return At(type, row);
            foreach (var row in TypesNamedBy(type).SelectMany(Using))
                yield return At(type, row);
            foreach (var finding in type.Methods.SelectMany(InMethod))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> InMethod(MethodDefinition method)
    {
        foreach (var row in BannedTable.Rows.Where(row => row.DefinesMethod?.Invoke(method) == true))
            yield return method.Finding(null, row.Id, row.Reason);
        foreach (var row in TypesNamedBy(method).SelectMany(Using))
            yield return method.Finding(null, row.Id, row.Reason);
        foreach (var instruction in method.Code())
        {
            foreach (var row in BannedTable.Rows.Where(row => row.Executes?.Invoke(instruction) == true).Concat(TypesNamedBy(instruction).SelectMany(Using)))
                yield return method.Finding(instruction, row.Id, row.Reason);
        }
    }

    private static IEnumerable<BannedConstruct> Using(TypeReference type) =>
        BannedTable.Rows.Where(row => row.UsesType?.Invoke(type) == true);

    private static Finding At(TypeDefinition type, BannedConstruct row) =>
        // A type has no line of its own: its first method's line is near enough to find it.
        type.Methods.FirstOrDefault(method => method.HasBody && method.DebugInformation.HasSequencePoints) is { } method
            ? method.Finding(null, row.Id, $"{row.Reason} (type {type.FullName})")
            : new Finding(type.Module.Assembly.Name.Name, 0, 0, row.Id, $"type {type.FullName}: {row.Reason}");

    private static IEnumerable<TypeReference> TypesNamedBy(TypeDefinition type) =>
        Parts(type.BaseType)
            .Concat(type.Interfaces.SelectMany(contract => Parts(contract.InterfaceType)))
            .Concat(type.Fields.SelectMany(field => Parts(field.FieldType)));

    private static IEnumerable<TypeReference> TypesNamedBy(MethodDefinition method) =>
        Parts(method.ReturnType)
            .Concat(method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType)))
            .Concat(method.HasBody ? method.Body.Variables.SelectMany(variable => Parts(variable.VariableType)) : []);

    private static IEnumerable<TypeReference> TypesNamedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => Parts(type),
        FieldReference field => Parts(field.DeclaringType).Concat(Parts(field.FieldType)),
        MethodReference method => Parts(method.DeclaringType).Concat(Parts(method.ReturnType))
            .Concat(method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType))),
        _ => [],
    };

    /// <summary>The type and what it is made of: element types, modifiers, generic arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type)
    {
        for (; type != null; type = (type as TypeSpecification)?.ElementType)
        {
            yield return type;
            foreach (var argument in type is GenericInstanceType generic ? generic.GenericArguments.SelectMany(Parts) : [])
                yield return argument;
        }
    }
}
