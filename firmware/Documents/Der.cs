namespace ChargePointFw.Documents;

/// <summary>What can be told of a certificate or key without understanding it.</summary>
public static class Der
{
    private const int Sequence = 0x30;

    /// <summary>
    /// The bytes are one sequence from beginning to end, as every certificate and key is (X.690, 8.1.3 and 8.9): enough to tell a PEM
    /// or a cut one from it. At most 65,535 of content.
    /// </summary>
    public static bool IsSequence(byte[] bytes)
    {
        int lengthBytes = bytes.Length < 2 || bytes[0] != Sequence || bytes[1] == 0x80 ? -1 : bytes[1] < 0x80 ? 0 : bytes[1] - 0x80;
        if (lengthBytes < 0 || lengthBytes > 2 || bytes.Length < 2 + lengthBytes)
        {
            return false;
        }

        int content = lengthBytes == 0 ? bytes[1] : lengthBytes == 1 ? bytes[2] : (bytes[2] << 8) | bytes[3];
        return bytes.Length == 2 + lengthBytes + content;
    }
}
