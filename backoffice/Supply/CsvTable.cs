using System.Text;
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
    private readonly List<(int Line, string[] Fields)> rows;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);

    /// <param name="text">The whole file.</param>
    /// <param name="fileName">For the errors.</param>
    /// <param name="headerRow">Which row has the column names, from 0; rows before it are <see cref="Preface"/>.</param>
    /// <exception cref="SupplyImportException">No header, a column twice, or a row with another number of columns.</exception>
    public CsvTable(string text, string fileName, int headerRow)
    {
        this.fileName = fileName;
        rows = Parse(text);
        if (rows.Count <= headerRow)
        {
            throw new SupplyImportException(fileName, 0, "has no header");
        }

        Preface = [.. rows.Take(headerRow)];
        (int headerLine, string[] header) = rows[headerRow];
        for (int i = 0; i < header.Length; i++)
        {
            string name = header[i].Normalize(NormalizationForm.FormKC).Trim();
            if (name.Length > 0 && !columns.TryAdd(name, i))
            {
                throw new SupplyImportException(fileName, headerLine, $"has the column {name} twice");
            }
        }

        HeaderLine = headerLine;
        rows.RemoveRange(0, headerRow + 1);
        foreach ((int line, string[] fields) in rows)
        {
            if (fields.Length != header.Length)
            {
                throw new SupplyImportException(fileName, line, $"has {fields.Length} columns, the header {header.Length}");
            }
        }
    }

    public IReadOnlyList<(int Line, string[] Fields)> Preface { get; }

    public int HeaderLine { get; }

    /// <summary>The rows below the header.</summary>
    public IReadOnlyList<(int Line, string[] Fields)> Rows => rows;

    /// <summary>Place of a column.</summary>
    /// <exception cref="SupplyImportException">There is none of this name.</exception>
    public int Column(string name) =>
        columns.TryGetValue(name.Normalize(NormalizationForm.FormKC), out int at)
            ? at
            : throw new SupplyImportException(fileName, HeaderLine, $"has no column {name}");

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
            throw new SupplyImportException(fileName, (int)malformed.LineNumber, "has a quotation mark out of place");
        }

        return parsed;
    }
}
