using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>
/// Records that steps have asked for and the journal has not yet committed, with the numbers that they will get.
/// Twelve at most: a step adds at most five, and with four waiting the supply rule denies.
/// </summary>
public sealed class RecordQueue
{
    public const int Capacity = 12;

    /// <summary>With this many waiting, nothing that needs a record may begin.</summary>
    public const int Congested = 4;

    private readonly Record[] records = new Record[Capacity];
    private int head;
    private int count;
    private long nextNumber = 1;

    public RecordQueue()
    {
        for (int i = 0; i < Capacity; i++)
        {
            records[i] = new Record();
        }
    }

    public int Count => count;

    /// <summary>Number that the next record asked for will get.</summary>
    public long NextNumber => nextNumber;

    /// <summary>Numbers go on after the last one found in the journal.</summary>
    public void StartAfter(long lastNumber) => nextNumber = lastNumber + 1;

    /// <summary>The record at this place, 0 being the oldest.</summary>
    public Record At(int index) => records[(head + index) % Capacity];

    /// <summary>A cleared record at the end of the queue, numbered; null when the queue is full.</summary>
    public Record Add()
    {
        if (count == Capacity)
        {
            return null;
        }

        Record record = records[(head + count) % Capacity];
        record.Clear();
        record.Number = nextNumber++;
        count++;
        return record;
    }

    /// <summary>The same with its type and what it says of this step; null when the queue is full.</summary>
    public Record Begin(RecordType type, Inputs inputs)
    {
        Record record = Add();
        if (record != null)
        {
            RecordHeader.Fill(record, type, inputs);
        }

        return record;
    }

    /// <summary>Lets go of what is committed.</summary>
    public void Release(long committedUpTo)
    {
        while (count > 0 && records[head].Number <= committedUpTo)
        {
            head = (head + 1) % Capacity;
            count--;
        }
    }
}
