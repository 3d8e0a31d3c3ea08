// nanoFramework.Json: how members are matched.
using nanoFramework.Json.Resolvers;

namespace nanoFramework.Json
{
    /// <summary>Sets of options.</summary>
    public enum JsonSerializerDefaults
    {
        General = 0,

        /// <summary>Names match in any case.</summary>
        Web = 1,
    }

    /// <summary>Options of deserialization.</summary>
    public sealed class JsonSerializerOptions
    {
        public JsonSerializerOptions()
        {
        }

        /// <exception cref="ArgumentOutOfRangeException">Neither General nor Web.</exception>
        public JsonSerializerOptions(JsonSerializerDefaults defaults)
        {
            if (defaults is not (JsonSerializerDefaults.General or JsonSerializerDefaults.Web))
                throw new ArgumentOutOfRangeException(nameof(defaults));
            PropertyNameCaseInsensitive = defaults == JsonSerializerDefaults.Web;
        }

        /// <summary>Used where none is given; one a process.</summary>
        public static JsonSerializerOptions Default { get; } = new();

        public IMemberResolver Resolver { get; set; } = new MemberResolver();

        /// <summary>When no name fits exactly, one that fits but for its case is taken.</summary>
        public bool PropertyNameCaseInsensitive { get; set; }

        /// <summary>A name that the type does not have is an error, not skipped.</summary>
        public bool ThrowExceptionWhenPropertyNotFound { get; set; }
    }
}

namespace nanoFramework.Json.Configuration
{
    /// <summary>The older way to <see cref="JsonSerializerOptions.Default"/>.</summary>
    [Obsolete("Use JsonSerializerOptions instead")]
    public static class Settings
    {
        public static IMemberResolver Resolver
        {
            get => JsonSerializerOptions.Default.Resolver;
            set => JsonSerializerOptions.Default.Resolver = value;
        }

        public static bool CaseSensitive
        {
            get => !JsonSerializerOptions.Default.PropertyNameCaseInsensitive;
            set => JsonSerializerOptions.Default.PropertyNameCaseInsensitive = !value;
        }

        public static bool ThrowExceptionWhenPropertyNotFound
        {
            get => JsonSerializerOptions.Default.ThrowExceptionWhenPropertyNotFound;
            set => JsonSerializerOptions.Default.ThrowExceptionWhenPropertyNotFound = value;
        }
    }
}
