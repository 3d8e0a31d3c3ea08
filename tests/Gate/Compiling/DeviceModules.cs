using ChargePointFw.Gate.References;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ChargePointFw.Gate.Compiling;

/// <summary>Compiled device assemblies opened for reading, with the nanoFramework assemblies they lean on.</summary>
internal sealed class DeviceModules : IDisposable
{
    private readonly MemoryResolver _resolver = new();

    public DeviceModules(IEnumerable<DeviceImage> images)
    {
        foreach (var (name, image) in ReferenceAssemblies.Shared.Images)
            _resolver.Add(name, ModuleDefinition.ReadModule(new MemoryStream(image), new ReaderParameters { AssemblyResolver = _resolver }));
        Own = images.Select(Open).ToList();
    }

    public IReadOnlyList<ModuleDefinition> Own { get; }

    public void Dispose() => _resolver.Dispose();

    private ModuleDefinition Open(DeviceImage image)
    {
        var module = ModuleDefinition.ReadModule(new MemoryStream(image.Bytes), new ReaderParameters
        {
            AssemblyResolver = _resolver,
            ReadSymbols = true,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
            SymbolStream = new MemoryStream(image.Symbols),
        });
        _resolver.Add(image.Name, module);
        return module;
    }

    private sealed class MemoryResolver : IAssemblyResolver
    {
        private readonly Dictionary<string, ModuleDefinition> _modules = [];

        public void Add(string name, ModuleDefinition module) => _modules[name] = module;

        public AssemblyDefinition Resolve(AssemblyNameReference name) =>
            _modules.TryGetValue(name.Name, out var module) ? module.Assembly : throw new AssemblyResolutionException(name);

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

        public void Dispose()
        {
            foreach (var module in _modules.Values)
                module.Dispose();
        }
    }
}

/// <summary>Reading compiled code, in the words the checks use.</summary>
internal static class CompiledCode
{
    public static IEnumerable<TypeDefinition> AllTypes(this ModuleDefinition module) => module.GetTypes();

    public static IEnumerable<Instruction> Code(this MethodDefinition method) => method.HasBody ? method.Body.Instructions : [];

    /// <summary>Where an instruction is: file and line if a line belongs to it, otherwise assembly, method and offset.</summary>
    public static Finding Finding(this MethodDefinition method, Instruction? instruction, string code, string message)
    {
        var name = $"{method.DeclaringType.FullName}.{method.Name}";
        var where = instruction == null ? name : $"{name}+IL_{instruction.Offset:x4}";
        var line = method.LineOf(instruction);
        return line == null
            ? new Finding(method.Module.Assembly.Name.Name, 0, 0, code, $"{where}: {message}")
            : new Finding(line.Document.Url, line.StartLine, line.StartColumn, code, $"{where}: {message}");
    }

    /// <summary>The line of an instruction, or of the method's first one.</summary>
    private static SequencePoint? LineOf(this MethodDefinition method, Instruction? instruction)
    {
        if (!method.HasBody)
            return null;
        var lines = method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).ToList();
        return instruction == null ? lines.FirstOrDefault() : lines.LastOrDefault(point => point.Offset <= instruction.Offset) ?? lines.FirstOrDefault();
    }
}
