using System;
using System.Threading;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Composition;

/// <summary>The configuration that a board was given, without which it does nothing.</summary>
public static class Provisioning
{
    private const int AgainMs = 10_000;

    /// <summary>The configuration; while there is none, says on the console what to correct, and looks again every 10 s.</summary>
    /// <param name="path">Where provisioning has put it.</param>
    /// <param name="abilities">What the board has.</param>
    public static DeviceConfiguration Await(string path, BoardAbilities abilities)
    {
        while (true)
        {
            DeviceConfiguration configuration = ConfigurationFile.Read(path, out string trouble);
            trouble = configuration == null ? trouble : abilities.TroubleWith(configuration);
            if (trouble == null)
            {
                return configuration;
            }

            Say(trouble);
        }
    }

    /// <summary>Does nothing for ever but say what to correct: the configuration does not fit this board.</summary>
    public static void Refuse(string trouble)
    {
        while (true)
        {
            Say(trouble);
        }
    }

    private static void Say(string trouble)
    {
        Console.WriteLine("Not charging. " + trouble);
        Thread.Sleep(AgainMs);
    }
}
