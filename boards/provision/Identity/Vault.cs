// Where identities live: private keys and configurations, readable by their owner alone, outside any repository.
using System.Text;

namespace ChargePointFw.Provision.Identity;

/// <summary>A folder of secrets: folders of mode 700, files of mode 600, each file written whole or not at all.</summary>
public sealed class Vault
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="folder">The folder; made when there is none.</param>
    /// <exception cref="ProvisionException">It lies in a repository, or others may read it.</exception>
    public Vault(string folder)
    {
        Folder = Path.GetFullPath(folder);
        for (DirectoryInfo? parent = new(Folder); parent is not null; parent = parent.Parent)
        {
            if (Path.Exists(Path.Combine(parent.FullName, ".git")))
            {
                throw new ProvisionException($"{Folder} lies in the repository {parent.FullName}: secrets do not belong there. Name a folder elsewhere with --vault.");
            }
        }

        if (Directory.Exists(Folder) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Folder) & ~FolderMode) != 0)
        {
            throw new ProvisionException($"{Folder} can be read by others: chmod 700 '{Folder}'.");
        }

        MakeFolder(Folder);
    }

    /// <summary>Where it is when nobody says otherwise: CPFW_VAULT, else the user's own data folder.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("CPFW_VAULT")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "chargepointfw", "vault");

    public string Folder { get; }

    /// <summary>Full path of a file in it.</summary>
    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public bool Has(params string[] parts) => File.Exists(PathOf(parts));

    public string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>Names of the folders in a folder of it, in order.</summary>
    public IReadOnlyList<string> FoldersIn(params string[] parts) =>
        Directory.Exists(PathOf(parts)) ? [.. Directory.GetDirectories(PathOf(parts)).Select(one => Path.GetFileName(one)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Writes a file: the former one stays until this one is there.</summary>
    public void Write(string text, params string[] parts) => Write(Encoding.UTF8.GetBytes(text), parts);

    /// <summary>Likewise, bytes.</summary>
    public void Write(byte[] bytes, params string[] parts) => WriteAt(PathOf(parts), bytes);

    /// <summary>Writes a file of secrets outside the vault with the same care.</summary>
    internal static void WriteAt(string path, byte[] bytes, UnixFileMode mode = PrivateMode)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        string beside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        File.Delete(beside); // the mode counts only when the file is made
        using (var file = new FileStream(beside, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            // The mode counts for the last folder only.
            MakeFolder(Path.GetDirectoryName(folder)!);
            Directory.CreateDirectory(folder, FolderMode);
        }
    }
}
