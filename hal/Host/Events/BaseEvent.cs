// nanoFramework.Runtime.Events: what the arguments of hardware events derive from.
namespace nanoFramework.Runtime.Events;

/// <summary>An event of the hardware.</summary>
public class BaseEvent
{
    public ushort Source;

    public byte Message;
}
