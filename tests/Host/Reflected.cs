// A type of hal/Host written as the lines of tests/Facts.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChargePointFw.Host.Tests;

internal static class Reflected
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static Surface Read(Type type)
    {
        var members = new HashSet<string>();
        if (type.IsEnum)
            members.UnionWith(type.GetFields(Declared).Where(field => field.IsLiteral).Select(field => $"V {field.Name} {Number(field)}"));
        else if (IsDelegate(type))
            members.Add(("D " + Signature(type.GetMethod("Invoke")!)).TrimEnd());
        else
            members.UnionWith(Members(type));
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        return new Surface(
            type.FullName!,
            Kind(type) + Obsolete(type),
            type.IsEnum ? Enum.GetUnderlyingType(type).FullName! : type.BaseType?.FullName ?? "",
            type.IsEnum || IsDelegate(type) ? [] : [.. type.GetInterfaces().Except(inherited).Where(each => !IsCompilerMade(each)).Select(Name)],
            members);
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(each => IsVisible(each) && !each.IsStatic))
            yield return ($"M .ctor {Access(constructor)} System.Void {Parameters(constructor)}").TrimEnd() + Obsolete(constructor);
        foreach (var method in type.GetMethods(Declared).Where(each => IsVisible(each) && (!each.IsSpecialName || each.Name.StartsWith("op_", StringComparison.Ordinal))))
            yield return ($"M {method.Name} {Flags(method)} {Signature(method)}").TrimEnd() + Obsolete(method);
        foreach (var field in type.GetFields(Declared).Where(each => each.IsPublic || each.IsFamily))
            yield return ($"F {field.Name} {Flags(field)} {Name(field.FieldType)} {(field.IsLiteral ? field.GetRawConstantValue() : "")}").TrimEnd() + Obsolete(field);
        foreach (var property in type.GetProperties(Declared))
        {
            var visible = property.GetAccessors(true).Where(IsVisible).ToArray();
            if (visible.Length == 0)
                continue;
            var accessors = string.Join(' ', visible.Select(each => each.Name[..3]).Order());
            yield return ($"P {property.Name} {Flags(visible[0])} {Name(property.PropertyType)} {accessors} {Parameters(property.GetIndexParameters())}").TrimEnd() + Obsolete(property);
        }
        foreach (var declared in type.GetEvents(Declared).Where(each => IsVisible(each.AddMethod!)))
            yield return $"E {declared.Name} {Flags(declared.AddMethod!)} {Name(declared.EventHandlerType!)}" + Obsolete(declared);
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
            return "interface";
        if (type.IsEnum)
            return type.IsDefined(typeof(FlagsAttribute)) ? "enum,flags" : "enum";
        if (IsDelegate(type))
            return "delegate";
        if (type.IsValueType)
            return "struct" + (type.IsByRefLike ? ",ref" : "") + (type.IsDefined(typeof(IsReadOnlyAttribute)) ? ",readonly" : "");
        var kind = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "class,static",
            (true, false) => "class,abstract",
            (false, true) => "class,sealed",
            _ => "class",
        };
        return type.GetCustomAttribute<AttributeUsageAttribute>(false) is { } usage
            ? $"{kind},usage={(int)usage.ValidOn}{(usage.AllowMultiple ? "+multiple" : "")}"
            : kind;
    }

    private static string Flags(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
            return "public";
        var flags = Access(method);
        if (method.IsStatic)
            return flags + ",static" + (method.IsDefined(typeof(ExtensionAttribute)) ? ",extension" : "");
        if (method.IsAbstract)
            return flags + ",abstract";
        if (method.GetBaseDefinition().DeclaringType != method.DeclaringType)
            return flags + ",override";
        return method is { IsVirtual: true, IsFinal: false } ? flags + ",virtual" : flags;
    }

    private static string Flags(FieldInfo field)
    {
        var access = field.IsPublic ? "public" : "protected";
        return field.IsLiteral ? access + ",const"
            : field.IsStatic ? access + ",static" + (field.IsInitOnly ? ",readonly" : "")
            : access;
    }

    private static string Signature(MethodInfo method) => Name(method.ReturnType) + " " + Parameters(method);

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var attributes = parameter.IsDefined(typeof(NotNullAttribute)) ? "[NotNull] " : "";
        if (parameter.GetCustomAttribute<CallerArgumentExpressionAttribute>() is { } expression)
            attributes += $"[CallerArgumentExpression(\"{expression.ParameterName}\")] ";
        var type = parameter.ParameterType;
        var passing = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : !type.IsByRef ? ""
            : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        return attributes + passing + Name(type.IsByRef ? type.GetElementType()! : type) + " " + parameter.Name + Default(parameter);
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : " = " + parameter.RawDefaultValue switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        var number => Convert.ToString(number, CultureInfo.InvariantCulture),
    };

    private static string Number(FieldInfo enumField) => Convert.ToString(enumField.GetRawConstantValue(), CultureInfo.InvariantCulture)!;

    // Compilers mark a ref struct as obsolete for those that do not know the kind.
    private static string Obsolete(MemberInfo member) =>
        member.IsDefined(typeof(ObsoleteAttribute), false) && member is not Type { IsByRefLike: true } ? " obsolete" : "";

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily;

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    // What .NET adds to every attribute and the like.
    private static bool IsCompilerMade(Type type) => type.FullName is "System.Runtime.Serialization.ISerializable";

    private static string Name(Type type) => type.IsGenericType ? type.ToString() : type.FullName ?? type.Name;
}
