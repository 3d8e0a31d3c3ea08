using ChargePointFw.Gate.Compiling;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ChargePointFw.Gate.Allocation;

/// <summary>Where a call may arrive among our own assemblies: the method itself, and for a virtual call every override.</summary>
internal sealed class CallTargets
{
    private readonly List<TypeDefinition> _types;
    private readonly HashSet<string> _ownAssemblies;

    public CallTargets(DeviceModules modules)
    {
        _types = modules.Own.SelectMany(module => module.AllTypes()).ToList();
        _ownAssemblies = modules.Own.Select(module => module.Assembly.Name.Name).ToHashSet();
    }

    public TypeDefinition? FindType(string fullName) => _types.Find(type => type.FullName == fullName);

    /// <summary>Null where the method is not ours, so that nobody can look inside.</summary>
    public IReadOnlyList<MethodDefinition>? Of(Instruction call)
    {
        var called = ((MethodReference)call.Operand).Resolve();
        if (called == null || !_ownAssemblies.Contains(called.Module.Assembly.Name.Name))
            return null;
        var isVirtual = called.IsVirtual && call.OpCode.Code != Code.Call;
        return isVirtual ? [called, .. Overrides(called)] : [called];
    }

    /// <summary>Every method that a virtual call of this one may run instead.</summary>
    public IEnumerable<MethodDefinition> Overrides(MethodDefinition called)
    {
        foreach (var type in _types.Where(type => !type.IsInterface && type != called.DeclaringType && Inherits(type, called.DeclaringType)))
        {
            // The method may be inherited from a base that knows nothing of the interface.
            for (var owner = type; owner != null; owner = owner.BaseType?.Resolve())
            {
                if (owner.Methods.FirstOrDefault(method => Implements(method, called)) is { } found)
                {
                    yield return found;
                    break;
                }
            }
        }
    }

    private static bool Inherits(TypeDefinition type, TypeDefinition ancestor) =>
        type.Interfaces.Any(contract => contract.InterfaceType.Resolve() is { } own && (own == ancestor || Inherits(own, ancestor)))
        || (type.BaseType?.Resolve() is { } parent && (parent == ancestor || Inherits(parent, ancestor)));

    private static bool Implements(MethodDefinition method, MethodDefinition called) =>
        method.Overrides.Any(explicitly => explicitly.Resolve() == called)
        || (method.IsVirtual && method.Name == called.Name && method.Parameters.Select(parameter => parameter.ParameterType.FullName)
            .SequenceEqual(called.Parameters.Select(parameter => parameter.ParameterType.FullName)));
}
