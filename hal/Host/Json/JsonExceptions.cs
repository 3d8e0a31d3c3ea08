// nanoFramework.Json: what is thrown, without words, as the package does.
namespace nanoFramework.Json;

/// <summary>The text is not JSON, or does not fit the type. Not the only exception that bad text leads to.</summary>
public class DeserializationException : Exception
{
}

/// <summary>Declared by the package, never thrown.</summary>
public class SerializationException : Exception
{
}
