using ChargePointFw.Gate.Compiling;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Op = Mono.Cecil.Cil.Code;

namespace ChargePointFw.Gate.Allocation;

/// <summary>
/// Design invariant 6: a step allocates nothing. Follows every call that can be reached from a method and
/// names each instruction that takes heap on the device. Static constructors run at boot and are not followed.
/// </summary>
internal sealed class AllocationCheck
{
    public const string Code = "allocates";

    /// <summary>The method that must not allocate, and everything below it.</summary>
    public const string StepType = "ChargePointFw.Control.ChargePoint";
    public const string StepMethod = "Step";

    /// <summary>The library's methods that are known to allocate nothing. Keep it short: each was looked up in the VM's source.</summary>
    private static readonly HashSet<string> Known =
    [
        "System.Array::Copy",
        "System.Array::Clear",
        "System.Math::Abs",
        "System.Math::Max",
        "System.Math::Min",
        "System.String::get_Length",
        "System.String::get_Chars",
        "System.String::op_Equality",
        "System.String::op_Inequality",
        "System.Device.Adc.AdcChannelBase::ReadValue",
        "System.Device.Adc.AdcChannel::ReadValue",
        "System.Device.Pwm.PwmChannel::set_DutyCycle",
        "System.Device.Spi.SpiDevice::TransferFullDuplex", // of words; a SpanByte is found where it is made
    ];

    private readonly CallTargets _targets;
    private readonly Dictionary<MethodDefinition, string> _reachedThrough = [];
    private readonly Queue<MethodDefinition> _waiting = new();

    private AllocationCheck(CallTargets targets) => _targets = targets;

    /// <summary>Null where the type or the method does not exist.</summary>
    public static IReadOnlyList<Finding>? Find(DeviceModules modules, string type, string method)
    {
        var targets = new CallTargets(modules);
        var roots = targets.FindType(type)?.Methods.Where(candidate => candidate.Name == method).ToList() ?? [];
        if (roots.Count == 0)
            return null;
        var check = new AllocationCheck(targets);
        foreach (var root in roots.Concat(roots.Where(root => root.IsVirtual).SelectMany(targets.Overrides)).ToList())
            check.Reach(root, "");
        return check.Walk();
    }

    private List<Finding> Walk()
    {
        var findings = new List<Finding>();
        while (_waiting.TryDequeue(out var method))
        {
            var through = _reachedThrough[method];
            var suffix = through.Length == 0 ? "" : $" (reached through {through})";
            findings.AddRange(StructsOf(method).Select(what => method.Finding(null, Code, what + suffix)));
            foreach (var instruction in method.Code())
            {
                if (Describe(instruction) is { } what)
                    findings.Add(method.Finding(instruction, Code, what + suffix));
                if (instruction.OpCode.Code is Op.Call or Op.Callvirt)
                    Follow(method, instruction);
            }
        }
        return findings;
    }

    private void Follow(MethodDefinition caller, Instruction call)
    {
        var through = _reachedThrough[caller];
        var chain = through.Length == 0 ? ShortName(caller) : $"{through} > {ShortName(caller)}";
        foreach (var target in _targets.Of(call) ?? [])
            Reach(target, chain);
    }

    private void Reach(MethodDefinition method, string through)
    {
        if (_reachedThrough.TryAdd(method, through))
            _waiting.Enqueue(method);
    }

    private string? Describe(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Op.Newobj when !EndsInThrow(instruction):
                return $"creates a {((MethodReference)instruction.Operand).DeclaringType.Name}; keep one as a field.";
            case Op.Ldstr when !EndsInThrow(instruction):
                return "loads a text: the VM makes a string object each time. Return a code instead.";
            case Op.Newarr:
                return "creates an array (perhaps for params); keep one as a field.";
            case Op.Box:
                return $"boxes a {((TypeReference)instruction.Operand).Name}; avoid object here.";
            case Op.Constrained when ((TypeReference)instruction.Operand).Resolve() is { IsValueType: true } type:
                return $"boxes a {type.Name} to call a method of its base.";
            case Op.Localloc:
                return "allocates on the stack, which the VM has not.";
            case Op.Ldfld or Op.Ldsfld when IsStruct(((FieldReference)instruction.Operand).FieldType):
                return $"copies the struct {((FieldReference)instruction.Operand).FieldType.Name}, on the device to the heap.";
            case Op.Ldobj or Op.Ldelem_Any when IsStruct((TypeReference)instruction.Operand):
                return $"copies the struct {((TypeReference)instruction.Operand).Name}, on the device to the heap.";
            case Op.Call or Op.Callvirt:
                return DescribeCall(instruction);
            default:
                return null;
        }
    }

    private string? DescribeCall(Instruction call)
    {
        var called = (MethodReference)call.Operand;
        var name = $"{called.DeclaringType.FullName}::{called.Name}";
        if (called.DeclaringType.Resolve() is { BaseType.FullName: "System.MulticastDelegate" })
            return $"calls the delegate {called.DeclaringType.Name}: nobody can tell what runs. Use an interface.";
        if (_targets.Of(call) != null || Known.Contains(name))
            return null;
        return $"calls {name}, not known to allocate nothing: avoid it, or look it up and add it to the list in AllocationCheck.";
    }

    /// <summary>On the device every struct in a local, parameter or result is a heap object.</summary>
    private static IEnumerable<string> StructsOf(MethodDefinition method)
    {
        foreach (var local in method.HasBody ? method.Body.Variables.Where(local => IsStruct(local.VariableType)) : [])
            yield return $"has a local of the struct {local.VariableType.Name}; use fields or plain numbers.";
        foreach (var parameter in method.Parameters.Where(parameter => IsStruct(parameter.ParameterType)))
            yield return $"takes the struct {parameter.ParameterType.Name} by value; use a class or plain numbers.";
        if (IsStruct(method.ReturnType))
            yield return $"returns the struct {method.ReturnType.Name}; use a class or plain numbers.";
    }

    private static bool IsStruct(TypeReference type) =>
        type is { IsValueType: true, IsPrimitive: false } && type.FullName != "System.Void" && type.Resolve() is { IsEnum: false };

    /// <summary>throw new X("…") is a programmer's mistake, with the contactor open: it may allocate.</summary>
    private static bool EndsInThrow(Instruction instruction)
    {
        var next = instruction;
        while (next?.OpCode.Code == Op.Ldstr)
            next = next.Next;
        return next?.OpCode.Code == Op.Newobj && next.Next?.OpCode.Code == Op.Throw;
    }

    private static string ShortName(MethodDefinition method) => $"{method.DeclaringType.Name}.{method.Name}";
}
