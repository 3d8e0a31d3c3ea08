// What an assertion throws. Both derive from MSTest's, which so reports them as failed and inconclusive.
using MSTest = Microsoft.VisualStudio.TestTools.UnitTesting;

namespace TestFrameworkShared
{
    /// <summary>An assertion did not hold.</summary>
    public class AssertFailedException : MSTest.AssertFailedException
    {
        public AssertFailedException(string msg, Exception ex)
            : base(msg, ex)
        {
        }

        public AssertFailedException(string msg)
            : base(msg)
        {
        }

        public AssertFailedException()
            : base("")
        {
        }
    }
}

namespace nanoFramework.TestFramework
{
    /// <summary>The test does not apply here.</summary>
    public class SkipTestException : MSTest.AssertInconclusiveException
    {
        public SkipTestException(string message = null, Exception innerException = null)
            : base(message ?? "", innerException)
        {
        }
    }
}
