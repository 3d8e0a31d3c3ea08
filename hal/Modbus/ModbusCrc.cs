namespace ChargePointFw.Modbus;

/// <summary>CRC of Modbus RTU (Modbus over Serial Line V1.02, 6.2.2): reflected 0x8005, start 0xFFFF, low byte first.</summary>
public static class ModbusCrc
{
    public static int Of(byte[] frame, int offset, int count)
    {
        int crc = 0xFFFF;
        for (int i = offset; i < offset + count; i++)
        {
            crc ^= frame[i];
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return crc;
    }
}
