using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Mono.Cecil.Cil;
using static ChargePointFw.Gate.Banned.SourceShapes;

namespace ChargePointFw.Gate.Banned;

/// <summary>
/// What nanoFramework 1.x lacks or does differently, found by running it. A row a construct; a test plants
/// each row's snippets and sees them caught.
/// </summary>
internal static class BannedTable
{
    public static IReadOnlyList<BannedConstruct> Rows { get; } =
    [
        new("generic-declaration", "The VM refuses generics at load or crashes: write the type out.",
            "class Box<T> { public T Content; } // here",
            "class Boxes { static T Same<T>(T item) { return item; } } // here",
            "class Boxes { int Local() { T Same<T>(T item) => item; return Same(1); } } // here",
            "delegate T Maker<T>(); // here")
        {
            InSource = (node, _) => node is TypeParameterListSyntax,
            DefinesType = type => type.HasGenericParameters,
            DefinesMethod = method => method.HasGenericParameters,
        },
        new("generic-use", "The VM refuses generics at load or crashes, also Action<T>, Func and EventHandler<T>: declare a delegate, or an array of the type.",
            "class Uses { System.Action<int> _act; } // here",
            "class Uses { System.Func<int> Make() { return null; } } // here",
            "class Uses { event System.EventHandler<System.EventArgs> Changed; } // here",
            "class Uses { void Run() { var make = () => 1; make(); } } // here",
            "class Uses { System.Collections.Generic.List<int> _list; } // here")
        {
            InSource = (node, _) => node is GenericNameSyntax,
            UsesType = type => type is GenericInstanceType,
            Executes = instruction => instruction.Operand is GenericInstanceMethod,
        },
        new("no-namespace", "The device's test runner silently skips a class outside a namespace: give every type one.",
            "using System; class Lost { } // here")
        {
            InSource = (node, _) => node is BaseTypeDeclarationSyntax { Parent: CompilationUnitSyntax },
        },
        new("multi-dimensional-array", "The VM has no int[,]: use an array of arrays, or one array and an index.",
            "class Grid { int[,] _cells; } // here",
            "class Grid { object Make() { return new int[2, 2]; } } // here")
        {
            InSource = (node, _) => node is ArrayRankSpecifierSyntax { Rank: > 1 },
            UsesType = type => type is ArrayType { Rank: > 1 },
        },
        new("stackalloc", "The VM has no stackalloc: keep a buffer as a field.",
            "class Buffers { int Sum() { System.Span<int> p = stackalloc int[2]; return p[0]; } } // here")
        {
            InSource = (node, _) => node is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax,
            Executes = instruction => instruction.OpCode.Code == Code.Localloc,
        },
        new("span", "The VM has no Span: pass array, offset and count.",
            "class Buffers { int Sum(System.Span<int> p) { return 0; } } // here",
            "class Buffers { int Sum(System.ReadOnlySpan<byte> p) { return 0; } } // here")
        {
            InSource = (node, _) => node is GenericNameSyntax { Identifier.ValueText: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" },
            UsesType = type => type.Name is "Span`1" or "ReadOnlySpan`1" or "Memory`1" or "ReadOnlyMemory`1",
        },
        new("range-or-index", "Ranges and ^1 are absent: count from the start.",
            "class Tail { int Last(int[] p) { return p[^1]; } } // here",
            "class Tail { object Rest(int[] p) { return p[1..]; } } // here")
        {
            InSource = (node, _) => node is RangeExpressionSyntax || node.IsKind(SyntaxKind.IndexExpression),
        },
        new("list-pattern", "List patterns are absent: compare Length and elements.",
            "class Tail { bool Pair(int[] p) { return p is [1, 2]; } } // here")
        {
            InSource = (node, _) => node is ListPatternSyntax,
        },
        new("yield", "yield is absent: fill an array, or write the enumerator.",
            "class Items { System.Collections.IEnumerable All() { yield return 1; } } // here")
        {
            InSource = (node, _) => node is YieldStatementSyntax,
        },
        new("linq", "LINQ is absent: write the loop.",
            "using System.Linq; // here",
            "class Items { object All(int[] p) { return from q in p select q; } } // here")
        {
            InSource = (node, _) => node is QueryExpressionSyntax
                || (node is UsingDirectiveSyntax { Name: { } name } && name.ToString().StartsWith("System.Linq", StringComparison.Ordinal)),
        },
        new("nullable-value", "Nullable<T> is absent, also as the result of ?. on a value: use a flag or a value that means none.",
            "class Maybe { int? _count; } // here",
            "class Maybe { object Count(int[] p) { var count = p?.Length; return count; } } // here",
            "class Maybe { bool Any(int[] p) { return p?.Length > 0; } } // here")
        {
            InSource = (node, model) => node is NullableTypeSyntax || IsValueOfConditionalAccess(node, model),
            UsesType = type => type.FullName.StartsWith("System.Nullable`1", StringComparison.Ordinal),
        },
        new("tuple", "Tuples are absent: use out parameters or fields.",
            "class Pair { object Both() { return (1, 2); } } // here",
            "class Pair { (int, int) _both; } // here",
            "class Pair { void Swap(int a, int b) { (a, b) = (b, a); } } // here")
        {
            InSource = (node, _) => node is TupleExpressionSyntax or TupleTypeSyntax,
            UsesType = type => type.FullName.StartsWith("System.ValueTuple", StringComparison.Ordinal),
        },
        new("record", "Records need generics: write a class.",
            "record Reading(int Wh); // here",
            "record struct Reading(int Wh); // here")
        {
            InSource = (node, _) => node is RecordDeclarationSyntax or WithExpressionSyntax,
        },
        new("anonymous-type", "Anonymous types are generic: write a class.",
            "class Items { object One() { return new { Wh = 1 }; } } // here")
        {
            InSource = (node, _) => node is AnonymousObjectCreationExpressionSyntax,
        },
        new("required", "required is absent: use a constructor.",
            "class Item { public required int Wh; } // here")
        {
            InSource = (node, _) => HasModifier(node, SyntaxKind.RequiredKeyword),
        },
        new("volatile", "volatile is absent: use lock or Interlocked.",
            "class Flag { volatile bool _isSet; } // here")
        {
            InSource = (node, _) => HasModifier(node, SyntaxKind.VolatileKeyword),
            UsesType = type => type is RequiredModifierType { ModifierType.Name: "IsVolatile" },
        },
        new("async", "async is absent: use a thread.",
            "class Link { async void Run() { } } // here",
            "class Link { void Run(object o) { var run = async () => { }; } } // here")
        {
            InSource = (node, _) => HasModifier(node, SyntaxKind.AsyncKeyword) || node is AwaitExpressionSyntax,
        },
        new("default-interface-method", "Interfaces with code are absent: use an abstract class.",
            "interface IMeter { int ReadWh() { return 0; } } // here",
            "interface IMeter { int Wh => 0; } // here")
        {
            InSource = (node, _) => IsInterfaceMemberWithBody(node),
            DefinesMethod = method => method.DeclaringType.IsInterface && !method.IsStatic && method.HasBody,
        },
        new("static-interface-member", "Static members of interfaces are absent: use a static class.",
            "interface IMeter { static abstract int Make(); } // here",
            "interface IMeter { static int Count() { return 0; } } // here")
        {
            InSource = (node, _) => node.Parent is InterfaceDeclarationSyntax && HasModifier(node, SyntaxKind.StaticKeyword),
            DefinesMethod = method => method.DeclaringType.IsInterface && method.IsStatic,
        },
        new("decimal", "decimal is absent: numbers are integers with a unit in their name.",
            "class Price { decimal _yen; } // here",
            "class Price { object Yen() { return 1.5m; } } // here")
        {
            InSource = (node, _) => node is PredefinedTypeSyntax type && type.Keyword.IsKind(SyntaxKind.DecimalKeyword)
                || (node is LiteralExpressionSyntax literal && literal.Token.Value is decimal),
            UsesType = type => type.FullName == "System.Decimal",
        },
        new("checked", "checked never throws on the VM: compare with the bound before adding.",
            "class Sum { int Add(int a, int b) { return checked(a + b); } } // here",
            "class Sum { int Add(int a, int b) { checked { return a + b; } } } // here",
            "class Sum { object Make(long count) { return new byte[count]; } } // here")
        {
            InSource = (node, _) => node.IsKind(SyntaxKind.CheckedExpression) || node.IsKind(SyntaxKind.CheckedStatement),
            Executes = instruction => instruction.OpCode.Name.Contains(".ovf", StringComparison.Ordinal),
        },
        Member("System.String", "Join", "string.Join is absent: use a StringBuilder.",
            "class Text { string All(string[] p) { return string.Join(\",\", p); } } // here"),
        Member("System.String", "Replace", "string.Replace is absent: use a StringBuilder.",
            "class Text { string Dots(string p) { return p.Replace(\",\", \".\"); } } // here"),
        Member("System.Char", "IsDigit", "char.IsDigit is absent: compare with '0' and '9'.",
            "class Text { bool Digit(char p) { return char.IsDigit(p); } } // here"),
        Member("System.Array", "Sort", "Array.Sort is absent: insert in order.",
            "class Order { void Sort(int[] p) { System.Array.Sort(p); } } // here"),
        Member("System.Enum", "GetValues", "Enum.GetValues is absent: keep a table.",
            "class Order { object All() { return System.Enum.GetValues(typeof(System.DayOfWeek)); } } // here"),
        new("string-comparison", "StringComparison is absent: comparison is ordinal anyway.",
            "class Text { bool Same(string a, string b) { return a.Equals(b, System.StringComparison.Ordinal); } } // here")
        {
            InSource = (node, _) => node is IdentifierNameSyntax { Identifier.ValueText: "StringComparison" },
            UsesType = type => type.FullName == "System.StringComparison",
        },
        new("enum-as-text", "An enum prints its number on the VM and its name on a PC: use a table of names.",
            "class Text { string Of(System.DayOfWeek p) { return p.ToString(); } } // here",
            "class Text { string Of(System.DayOfWeek p) { return \"on \" + p; } } // here",
            "class Text { string Of(System.DayOfWeek p) { return $\"on {p}\"; } } // here")
        {
            InSource = (node, model) => IsTurnedIntoText(node, model, IsEnum),
            Executes = instruction => instruction.OpCode.Code == Code.Constrained && instruction.Next.Operand is MethodReference { Name: "ToString" }
                && ((TypeReference)instruction.Operand).Resolve() is { IsEnum: true },
        },
        new("real-as-text", "A real number prints wrong digits on the VM: give a format such as F2, or use an integer.",
            "class Text { string Of(double p) { return p.ToString(); } } // here",
            "class Text { string Of(float p) { return \"is \" + p; } } // here",
            "class Text { string Of(double p) { return $\"is {p}\"; } } // here")
        {
            InSource = (node, model) => IsTurnedIntoText(node, model, IsReal),
            Executes = instruction => instruction.Operand is MethodReference { Name: "ToString", Parameters.Count: 0, DeclaringType.FullName: "System.Double" or "System.Single" },
        },
    ];

    private static BannedConstruct Member(string type, string name, string reason, string planted) => new($"{type}.{name}", reason, planted)
    {
        InSource = (node, model) => IsMember(node, model, type, name),
        Executes = instruction => instruction.Operand is MethodReference method && method.Name == name && method.DeclaringType.FullName == type,
    };
}
