// The scripted day as a program: on a PC, on the virtual device and on a board it prints the same bytes.
namespace ChargePointFw.DeviceDay;

public static class Program
{
    public static void Main() => new Day().Run();
}
