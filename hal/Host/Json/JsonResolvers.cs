// nanoFramework.Json: which field or property a name goes into.
using System.Reflection;

namespace nanoFramework.Json.Resolvers;

/// <summary>Sets a member of an object.</summary>
public delegate void SetValueDelegate(object objectInstance, object valueToSet);

/// <summary>Finds members.</summary>
public interface IMemberResolver
{
    MemberSet Get(string memberName, Type objectType, JsonSerializerOptions options);
}

/// <summary>A member that was found, or the wish to skip the value.</summary>
public readonly struct MemberSet
{
    public MemberSet(SetValueDelegate setValue, Type objectType)
    {
        SetValue = setValue;
        ObjectType = objectType;
        Skip = false;
    }

    public MemberSet(bool skip)
    {
        SetValue = null;
        ObjectType = null;
        Skip = skip;
    }

    public SetValueDelegate SetValue { get; }

    public Type ObjectType { get; }

    public bool Skip { get; }
}

/// <summary>Public fields first, then properties that can be read and set.</summary>
internal sealed class MemberResolver : IMemberResolver
{
    public MemberSet Get(string memberName, Type objectType, JsonSerializerOptions options)
    {
        if (Find(memberName, objectType, StringComparison.Ordinal) is { } exact)
            return exact;
        if (options.PropertyNameCaseInsensitive && Find(memberName, objectType, StringComparison.OrdinalIgnoreCase) is { } similar)
            return similar;
        if (options.ThrowExceptionWhenPropertyNotFound)
            throw new DeserializationException();
        return new MemberSet(true);
    }

    private static MemberSet? Find(string name, Type type, StringComparison comparison)
    {
        if (Array.Find(type.GetFields(), field => field.Name.Equals(name, comparison)) is { } found)
            return new MemberSet((instance, value) => found.SetValue(instance, Fit(value, found.FieldType)), found.FieldType);

        var methods = type.GetMethods();
        var getter = Array.Find(methods, method => method.Name.Equals("get_" + name, comparison));
        var setter = Array.Find(methods, method => method.Name.Equals("set_" + name, comparison));
        if (getter is null || setter is null)
            return null;
        return new MemberSet(
            (instance, value) => setter.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, [Fit(value, getter.ReturnType)], null),
            getter.ReturnType);
    }

    // On the device an enum is its number.
    private static object Fit(object value, Type type) =>
        type.IsEnum && value is int or long ? Enum.ToObject(type, value) : value;
}
