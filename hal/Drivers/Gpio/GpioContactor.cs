using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>A contactor's coil on one output, its auxiliary contact on one input.</summary>
public sealed class GpioContactor : IContactor
{
    private readonly GpioPin coil;
    private readonly GpioPin feedback;

    // On the ESP32 an output pin reads low whatever it drives.
    private bool isEnergised;

    /// <param name="coil">Output; high energises. Opened low by the board before anything else.</param>
    /// <param name="feedback">Input with pull-up; low means closed. Null where no auxiliary contact is wired.</param>
    public GpioContactor(GpioPin coil, GpioPin feedback)
    {
        this.coil = coil;
        this.feedback = feedback;
        Open();
    }

    public bool IsClosed => feedback == null ? isEnergised : feedback.Read() == PinValue.Low;

    public void Open()
    {
        coil.Write(PinValue.Low);
        isEnergised = false;
    }

    public void Close()
    {
        coil.Write(PinValue.High);
        isEnergised = true;
    }
}
