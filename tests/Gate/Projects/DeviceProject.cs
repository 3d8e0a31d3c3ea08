using System.Xml;
using System.Xml.Linq;

namespace ChargePointFw.Gate.Projects;

/// <summary>A device project (.nfproj) with the lists it imports (.projitems), read without MSBuild.</summary>
internal sealed class DeviceProject
{
    private readonly List<ListedSource> _sources = [];
    private readonly List<PackageReference> _references = [];
    private readonly List<ListedPath> _projectReferences = [];

    private DeviceProject(string root, string file)
    {
        Root = root;
        File = file;
        Read(file);
    }

    public string Root { get; }

    /// <summary>The full path of the .nfproj.</summary>
    public string File { get; }

    public string RelativePath => Repository.Relative(Root, File);

    public string Folder => Path.GetDirectoryName(File)!;

    public string AssemblyName { get; private set; } = "";

    /// <summary>With its braces; empty where the project has none.</summary>
    public string Guid { get; private set; } = "";

    public bool IsProgram { get; private set; }

    public IReadOnlyList<ListedSource> Sources => _sources;

    public IReadOnlyList<PackageReference> References => _references;

    public IReadOnlyList<ListedPath> ProjectReferences => _projectReferences;

    public static DeviceProject Load(string root, string file) => new(root, Path.GetFullPath(file));

    private void Read(string file)
    {
        if (!System.IO.File.Exists(file))
            return;   // ListCheck names the import that leads nowhere
        var elements = XDocument.Load(file, LoadOptions.SetLineInfo).Descendants();
        foreach (var element in elements)
        {
            var include = (string?)element.Attribute("Include") ?? "";
            switch (element.Name.LocalName)
            {
                case "AssemblyName":
                    AssemblyName = element.Value;
                    break;
                case "ProjectGuid":
                    Guid = element.Value;
                    break;
                case "OutputType":
                    IsProgram = element.Value == "Exe";
                    break;
                case "Compile":
                    _sources.Add(new ListedSource(FullPath(file, include), Place(file, element)));
                    break;
                case "ProjectReference":
                    _projectReferences.Add(new ListedPath(FullPath(file, include), Place(file, element)));
                    break;
                case "Reference":
                    _references.Add(PackageReference.Read(include, Child(element, "HintPath"), Place(file, element)));
                    break;
                case "Import" when (string?)element.Attribute("Label") == "Shared":
                    Read(FullPath(file, (string?)element.Attribute("Project") ?? ""));
                    break;
            }
        }
    }

    private Place Place(string file, XElement element) =>
        new(Repository.Relative(Root, file), ((IXmlLineInfo)element).LineNumber, ((IXmlLineInfo)element).LinePosition);

    private static string FullPath(string file, string written) => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(file)!,
        written.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal).Replace('\\', '/')));

    private static string Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value ?? "";
}

/// <summary>Where a list says something: the file that a reader must open, and the line.</summary>
internal sealed record Place(string Path, int Line, int Column)
{
    public Finding Finding(string code, string message) => new(Path, Line, Column, code, message);
}

internal record ListedPath(string FullPath, Place Place);

internal sealed record ListedSource(string FullPath, Place Place) : ListedPath(FullPath, Place);

/// <summary>An assembly of a NuGet package: <c>..\packages\nanoFramework.System.Text.1.3.42\lib\nanoFramework.System.Text.dll</c>.</summary>
internal sealed record PackageReference(string Assembly, string PackageId, string Version, string HintedAssembly, Place Place)
{
    public static PackageReference Read(string include, string hintPath, Place place)
    {
        var parts = hintPath.Replace('\\', '/').Split('/');
        var packages = Array.IndexOf(parts, "packages");
        var folder = packages >= 0 && packages + 1 < parts.Length ? parts[packages + 1] : "";
        // The version starts at the first part that is a number: nanoFramework.System.Text | 1.3.42.
        var words = folder.Split('.');
        var count = words.TakeWhile(word => word.Length > 0 && !char.IsAsciiDigit(word[0])).Count();
        return new PackageReference(
            include.Split(',')[0],
            string.Join('.', words.Take(count)),
            string.Join('.', words.Skip(count)),
            Path.GetFileNameWithoutExtension(parts[^1]),
            place);
    }
}
