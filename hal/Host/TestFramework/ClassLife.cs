// Setup before the first test of a class, Cleanup after its last; of a filtered run, when the process ends.
using System.Collections.Concurrent;
using System.Reflection;

namespace nanoFramework.TestFramework;

internal sealed class ClassLife
{
    private static readonly ConcurrentDictionary<Type, ClassLife> s_lives = new();

    private readonly Type _class;
    private readonly Lock _lock = new();
    private int _testsLeft;
    private bool _isSetUp;
    private bool _isCleanedUp;
    private Exception _setupFailure;

    private ClassLife(Type @class)
    {
        _class = @class;
        _testsLeft = @class.GetMethods()
            .Where(method => method.IsDefined(typeof(TestMethodAttribute)))
            .Sum(method => Math.Max(1, method.GetCustomAttributes<DataRowAttribute>().Count()));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUp();
    }

    internal static ClassLife Of(Type @class) => s_lives.GetOrAdd(@class, each => new ClassLife(each));

    /// <summary>What Setup threw, or null.</summary>
    internal Exception SetUp()
    {
        lock (_lock)
        {
            if (!_isSetUp)
                _setupFailure = Run(typeof(SetupAttribute));
            _isSetUp = true;
            return _setupFailure;
        }
    }

    /// <summary>What Cleanup threw, if this was the last test; otherwise null.</summary>
    internal Exception AfterTest() => Interlocked.Decrement(ref _testsLeft) == 0 ? CleanUp() : null;

    private Exception CleanUp()
    {
        lock (_lock)
        {
            if (_isCleanedUp || !_isSetUp || _setupFailure != null)
                return null;
            _isCleanedUp = true;
            return Run(typeof(CleanupAttribute));
        }
    }

    private Exception Run(Type attribute)
    {
        try
        {
            foreach (var method in _class.GetMethods().Where(method => method.IsDefined(attribute)))
                method.Invoke(method.IsStatic ? null : Activator.CreateInstance(_class), BindingFlags.DoNotWrapExceptions, null, null, null);
            return null;
        }
#pragma warning disable CA1031 // it becomes a test result
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }
}
