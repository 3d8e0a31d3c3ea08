using ChargePointFw.Modbus.Profiles;

namespace ChargePointFw.Modbus;

/// <summary>The kinds of meters there are; the configuration names one.</summary>
public static class MeterProfiles
{
    /// <summary>The kind of a configuration that names none.</summary>
    public const string Default = Sdm630.Name;

    /// <summary>Every name.</summary>
    public static string[] Names() => new string[] { Sdm630.Name, Sdm120.Name, Em340.Name, B23.Name, SunSpec.Name };

    /// <summary>A profile of its own for each meter, or null when the name is not known.</summary>
    /// <param name="name">Null or empty: the default.</param>
    public static MeterProfile Find(string name)
    {
        switch (name == null || name.Length == 0 ? Default : name)
        {
            case Sdm630.Name:
                return Sdm630.Profile();
            case Sdm120.Name:
                return Sdm120.Profile();
            case Em340.Name:
                return Em340.Profile();
            case B23.Name:
                return B23.Profile();
            case SunSpec.Name:
                return SunSpec.Profile();
            default:
                return null;
        }
    }
}
