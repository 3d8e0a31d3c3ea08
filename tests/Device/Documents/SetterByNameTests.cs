using System.Reflection;
using ChargePointFw.Device.Tests.Bench;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>What the configuration's reader asks of the platform: a property's setter by its name, called with a boxed value.</summary>
[TestClass]
public class SetterByNameTests
{
    [TestMethod]
    public void EachKindOfValue_IsPutByName()
    {
        var target = new Target();
        Put(target, "Count", 5);
        Put(target, "Large", 1L << 40);
        Put(target, "Text", "a");
        Put(target, "IsSo", true);
        Check.Is(5, target.Count, "int");
        Check.Is(1L << 40, target.Large, "long");
        Check.Is("a", target.Text, "string");
        Check.That(target.IsSo, "bool");
        Check.That(typeof(Target).GetMethod("set_Other") == null, "none of that name");
    }

    private static void Put(Target target, string name, object value)
    {
        MethodInfo setter = typeof(Target).GetMethod("set_" + name);
        setter.Invoke(target, new object[] { value });
    }

    public sealed class Target
    {
        public int Count { get; set; }

        public long Large { get; set; }

        public string Text { get; set; }

        public bool IsSo { get; set; }
    }
}
