using System.Text;
using ChargePointFw.BackOffice.Refusals;
using CsvHelper;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>Rows of a CSV text with their line numbers; columns are found by name. Empty lines are passed over.</summary>
internal sealed class CsvTable
{
    private static readonly CsvReaderOptions options = new()
    {
        Separator = ',',
        HasHeader = false,
        DetectSeparatorHint = false,
        AllowLineBreaksInQuotes = false, // one bad quotation mark must not swallow the rest of the file
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private readonly string fileName;
    private readonly int width;
    private readonly List<(int Line, string[] Fields)> rows;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);

    /// <param name="text">The whole file.</param>
    /// <param name="fileName">For the errors.</param>
    /// <param name="headerRow">Which row has the column names, from 0; rows before it are <see cref="Preface"/>.</param>
    /// <exception cref="SupplyImportException">No header, or a column twice.</exception>
    public CsvTable(string text, string fileName, int headerRow)
    {
        this.fileName = fileName;
        rows = Parse(text);
        if (rows.Count <= headerRow)
        {
            throw new SupplyImportException(fileName, 0, Why.NoHeader);
        }

        Preface = [.. rows.Take(headerRow)];
        (int headerLine, string[] header) = rows[headerRow];
        for (int i = 0; i < header.Length; i++)
        {
            string name = header[i].Normalize(NormalizationForm.FormKC).Trim();
            if (name.Length > 0 && !columns.TryAdd(name, i))
            {
                throw new SupplyImportException(fileName, headerLine, Why.ColumnTwice, name);
            }
        }

        HeaderLine = headerLine;
        width = header.Length;
        rows.RemoveRange(0, headerRow + 1);
    }

    public IReadOnlyList<(int Line, string[] Fields)> Preface { get; }

    public int HeaderLine { get; }

    /// <summary>Reads the rows below the header. What is wrong with one does not keep the next from being looked at: all is told at once.</summary>
    /// <param name="read">Takes a row's line and fields; refuses it by a <see cref="SupplyImportException"/>.</param>
    /// <exception cref="SupplyImportException">A row was refused, or has another number of columns; <see cref="SupplyImportException.Lines"/> has them.</exception>
    public void Read(Action<int, string[]> read)
    {
        var wrong = new List<SupplyImportException>();
        foreach ((int line, string[] fields) in rows)
        {
            try
            {
                if (fields.Length != width)
                {
                    throw new SupplyImportException(fileName, line, Why.ColumnCount, fields.Length, width);
                }

                read(line, fields);
            }
            catch (SupplyImportException refusal)
            {
                wrong.Add(refusal);
            }

            if (wrong.Count == SupplyImportException.MostLines)
            {
                break;
            }
        }

        if (wrong.Count > 0)
        {
            throw new SupplyImportException(wrong);
        }
    }

    /// <summary>Place of a column.</summary>
    /// <exception cref="SupplyImportException">There is none of this name.</exception>
    public int Column(string name) =>
        columns.TryGetValue(name.Normalize(NormalizationForm.FormKC), out int at)
            ? at
            : throw new SupplyImportException(fileName, HeaderLine, Why.NoColumn, name);

    private List<(int Line, string[] Fields)> Parse(string text)
    {
        var parsed = new List<(int, string[])>();
        using CsvReader reader = CsvReader.FromText(text, options);
        try
        {
            while (reader.Read())
            {
                string[] fields = reader.Current.ToArray();
                if (fields.Length > 1 || fields[0].Trim().Length > 0)
                {
                    parsed.Add(((int)reader.LineNumber, fields));
                }
            }
        }
        catch (CsvFormatException malformed)
        {
            throw new SupplyImportException(fileName, (int)malformed.LineNumber, Why.QuotationMark);
        }

        return parsed;
    }
}
