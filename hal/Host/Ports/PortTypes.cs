// System.IO.Ports: the words of a serial line.
namespace System.IO.Ports;

public enum Parity
{
    None = 0,
    Odd = 1,
    Even = 2,
}

public enum StopBits
{
    One = 1,
    Two = 2,
    OnePointFive = 3,
}
