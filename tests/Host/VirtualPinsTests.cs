// System.Device.Gpio of hal/Host over virtual pins.
using System.Device.Gpio;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class VirtualPinsTests
{
    private readonly VirtualPins _pins = new();
    private readonly List<string> _edges = [];

    [TestMethod]
    public void WhatIsWritten_IsSeenOutside()
    {
        var changes = new List<(int, PinValue)>();
        _pins.OutputChanged += (pin, level) => changes.Add((pin, level));
        var coil = Controller().OpenPin(32, PinMode.Output);
        Assert.AreEqual(PinValue.Low, _pins.Level(32));

        coil.Write(PinValue.High);
        coil.Write(PinValue.High);
        coil.Toggle();

        Assert.AreEqual(PinValue.Low, _pins.Level(32));
        CollectionAssert.AreEqual(new[] { (32, PinValue.High), (32, PinValue.Low) }, changes);
    }

    [TestMethod]
    public void WhatIsDrivenOutside_IsRead()
    {
        var input = Controller().OpenPin(34, PinMode.Input);
        Assert.AreEqual(PinValue.Low, input.Read());

        _pins.Drive(34, PinValue.High);

        Assert.AreEqual(PinValue.High, input.Read());
        Assert.AreEqual("High", input.Read().ToString());
    }

    [TestMethod]
    [DataRow(PinMode.Input, false)]
    [DataRow(PinMode.InputPullDown, false)]
    [DataRow(PinMode.InputPullUp, true)]
    public void AFloatingInput_FollowsItsPullResistor(PinMode mode, bool expected)
    {
        var input = Controller().OpenPin(4, mode);
        _pins.Drive(4, !expected);
        Assert.AreEqual(!expected, (bool)input.Read());

        _pins.Release(4);

        Assert.AreEqual(expected, (bool)input.Read());
    }

    [TestMethod]
    [DataRow(PinMode.Output, 1, null, true)]
    [DataRow(PinMode.Output, 1, false, true)]
    [DataRow(PinMode.OutputOpenDrain, 1, null, false)]
    [DataRow(PinMode.OutputOpenDrain, 1, true, true)]
    [DataRow(PinMode.OutputOpenDrain, 0, true, false)]
    [DataRow(PinMode.OutputOpenDrainPullUp, 1, null, true)]
    [DataRow(PinMode.OutputOpenDrainPullUp, 1, false, false)]
    [DataRow(PinMode.OutputOpenSource, 0, true, true)]
    [DataRow(PinMode.OutputOpenSourcePullDown, 0, null, false)]
    public void TheLevelOfAnOutput(PinMode mode, int written, bool? outside, bool expected)
    {
        Controller().OpenPin(5, mode).Write(written);
        if (outside is { } level)
            _pins.Drive(5, level);

        Assert.AreEqual(expected, (bool)_pins.Level(5));
    }

    [TestMethod]
    public void AnOutput_ReadsLow_AsOnTheEsp32()
    {
        var output = Controller().OpenPin(5, PinMode.Output);
        output.Write(PinValue.High);

        Assert.AreEqual(PinValue.Low, output.Read());
    }

    [TestMethod]
    public void SettingTheModeAgain_DrivesAnOutputLow()
    {
        var output = Controller().OpenPin(5, PinMode.Output);
        output.Write(PinValue.High);

        output.SetPinMode(PinMode.Output);

        Assert.AreEqual(PinValue.Low, _pins.Level(5));
    }

    [TestMethod]
    public void Edges_AreToldOnce_WithTheirDirection()
    {
        Watch(Controller().OpenPin(34, PinMode.Input));

        _pins.Drive(34, PinValue.High);
        _pins.Drive(34, PinValue.High);
        _pins.Drive(34, PinValue.Low);

        CollectionAssert.AreEqual(new[] { "34 Rising", "34 Falling" }, _edges);
    }

    [TestMethod]
    public void Bounces_AreToldAsOneEdge_AfterTheDebounceTime()
    {
        var time = new ManualTime();
        var pins = new VirtualPins(time: time);
        using var scope = pins.Use();
        var input = new GpioController().OpenPin(34, PinMode.Input);
        input.DebounceTimeout = TimeSpan.FromMilliseconds(50);
        Watch(input);

        pins.Drive(34, PinValue.High);
        pins.Drive(34, PinValue.Low);
        pins.Drive(34, PinValue.High);
        Assert.IsEmpty(_edges);
        time.Elapse();
        CollectionAssert.AreEqual(new[] { "34 Rising" }, _edges);

        // A glitch that is over when the time is: nothing.
        pins.Drive(34, PinValue.Low);
        pins.Drive(34, PinValue.High);
        time.Elapse();
        Assert.HasCount(1, _edges);
    }

    [TestMethod]
    public void TheControllersCallback_HearsTheEdgesItAskedFor()
    {
        var controller = Controller();
        controller.OpenPin(34, PinMode.Input);
        void OnEdge(object sender, PinValueChangedEventArgs e) => _edges.Add(e.ChangeType.ToString());
        controller.RegisterCallbackForPinValueChangedEvent(34, PinEventTypes.Falling, OnEdge);

        _pins.Drive(34, PinValue.High);
        _pins.Drive(34, PinValue.Low);
        controller.UnregisterCallbackForPinValueChangedEvent(34, OnEdge);
        _pins.Drive(34, PinValue.High);
        _pins.Drive(34, PinValue.Low);

        CollectionAssert.AreEqual(new[] { "Falling" }, _edges);
    }

    [TestMethod]
    public void AMistake_Throws()
    {
        var controller = Controller();
        var input = controller.OpenPin(34, PinMode.Input);

        Assert.ThrowsExactly<InvalidOperationException>(() => controller.OpenPin(34));
        Assert.ThrowsExactly<InvalidOperationException>(() => controller.OpenPin(40));
        Assert.ThrowsExactly<InvalidOperationException>(() => controller.Read(5));
        Assert.ThrowsExactly<InvalidOperationException>(() => controller.ClosePin(5));
        Assert.ThrowsExactly<ArgumentException>(() => input.Write(PinValue.High));
        Assert.ThrowsExactly<ArgumentException>(() => controller.OpenPin(35, PinMode.Output)); // 34 to 39 are inputs
        input.Toggle();
        input.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => input.Read());
        Assert.IsFalse(controller.IsPinOpen(34));
        Assert.IsTrue(controller.IsPinOpen(99));
    }

    [TestMethod]
    public void Banks_AreApart_AndFollowTheFlowOfExecution()
    {
        var other = new VirtualPins();
        GpioController? onThread = null;
        using (other.Use())
        {
            var thread = new Thread(() => onThread = new GpioController());
            thread.Start();
            thread.Join();
        }
        onThread!.OpenPin(5, PinMode.Output).Write(PinValue.High);

        Assert.AreEqual(PinValue.High, other.Level(5));
        Assert.AreEqual(PinValue.Low, _pins.Level(5));
        Assert.AreSame(VirtualPins.Default, VirtualPins.Current);
    }

    [TestMethod]
    public void AReset_ClosesAllPins_AndKeepsTheOutside()
    {
        var controller = Controller();
        controller.OpenPin(32, PinMode.Output).Write(PinValue.High);
        _pins.Drive(34, PinValue.High);

        _pins.Reset();

        Assert.IsFalse(_pins.IsOpen(32));
        Assert.AreEqual(PinValue.Low, _pins.Level(32));
        Assert.AreEqual(PinValue.High, Controller().OpenPin(34).Read());
    }

    private GpioController Controller()
    {
        using (_pins.Use())
            return new GpioController();
    }

    private void Watch(GpioPin pin) => pin.ValueChanged += (_, e) => _edges.Add($"{e.PinNumber} {e.ChangeType}");

    // Timers that fire when told.
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<Action> _due = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _due.Add(() => callback(state));
            return new Timer(_ => { });
        }

        internal void Elapse()
        {
            var due = _due.ToArray();
            _due.Clear();
            Array.ForEach(due, fire => fire());
        }
    }
}
