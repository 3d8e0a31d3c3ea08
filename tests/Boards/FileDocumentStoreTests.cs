// The document store over real files, with a power supply that fails at each of its operations.
using ChargePointFw.Drivers.Storage;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class FileDocumentStoreTests
{
    private const string Name = "tokens";
    private const int Operations = 3; // write beside, delete the old one, give the new one its name
    private const int Torn = 4; // states of a file that was being written: none, empty, half, whole but not closed
    private static readonly byte[] s_first = [.. Enumerable.Repeat((byte)1, 9_000)];
    private static readonly byte[] s_second = [.. Enumerable.Repeat((byte)2, 8_000)];
    private static readonly byte[] s_third = [.. Enumerable.Repeat((byte)3, 7_000)];
    private readonly string _folder = Directory.CreateTempSubdirectory("documents-").FullName;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void WhatIsSaved_IsLoaded_AndLeavesNothingBesideIt()
    {
        var store = new FileDocumentStore(_folder, "/");
        Assert.IsNull(store.Load(Name));
        Assert.IsTrue(store.Save(Name, s_first) && store.Save(Name, s_second));
        CollectionAssert.AreEqual(s_second, new FileDocumentStore(_folder, "/").Load(Name));
        Assert.HasCount(1, Directory.GetFiles(_folder));
    }

    /// <summary>Two replacements, each cut at each of its operations, with and without a look between: never neither.</summary>
    [TestMethod]
    public void APowerCutAtAnyOperation_LeavesTheOldOneOrTheNewOne()
    {
        var isCut = new bool[Operations + 2];
        foreach (var (cut, torn, next, nextTorn, looks) in Cuts())
        {
            Empty();
            Assert.IsTrue(new FileDocumentStore(_folder, "/").Save(Name, s_first));
            var store = new CutStore(_folder, cut, torn);
            var isSaved = store.Save(Name, s_second);
            isCut[cut] |= store.IsDead;
            var held = looks ? Held(isSaved ? [s_second] : [s_first, s_second]) : null;

            var again = new CutStore(_folder, next, nextTorn);
            var isSavedAgain = again.Save(Name, s_third);
            byte[][] possible = isSavedAgain ? [s_third] : looks ? [held!, s_third] : isSaved ? [s_second, s_third] : [s_first, s_second, s_third];
            Held(possible);
            Assert.IsTrue(new FileDocumentStore(_folder, "/").Save(Name, s_first), "and life goes on");
            CollectionAssert.AreEqual(s_first, new FileDocumentStore(_folder, "/").Load(Name));
            Assert.HasCount(1, Directory.GetFiles(_folder));
        }
        CollectionAssert.AreEqual(new[] { true, true, true, false, false }, isCut, "each operation was cut, and there are no more");
    }

    [TestMethod]
    public void APowerCutInTheVeryFirstSave_LeavesNothingOrWhatTheSealRefuses()
    {
        for (var torn = 0; torn < Torn; torn++)
        {
            Empty();
            Assert.IsFalse(new CutStore(_folder, 0, torn).Save(Name, s_first));
            var found = new FileDocumentStore(_folder, "/").Load(Name);
            Assert.AreEqual(torn < 2 ? 0 : torn == 2 ? s_first.Length / 2 : s_first.Length, found?.Length ?? 0);
            Assert.IsTrue(new FileDocumentStore(_folder, "/").Save(Name, s_second));
            CollectionAssert.AreEqual(s_second, new FileDocumentStore(_folder, "/").Load(Name));
        }
    }

    [TestMethod]
    public void AFolderThatIsGone_IsToldByFalse()
    {
        var store = new FileDocumentStore(_folder + "/none", "/");
        Assert.IsFalse(store.Save(Name, s_first));
        Assert.IsNull(store.Load(Name));
    }

    // A second cut may come at one operation more: what the first one left is put in order before.
    private static IEnumerable<(int Cut, int Torn, int Next, int NextTorn, bool Looks)> Cuts() =>
        from cut in Enumerable.Range(0, Operations + 1)
        from torn in Enumerable.Range(0, cut == 0 ? Torn : 1)
        from next in Enumerable.Range(0, Operations + 2)
        from nextTorn in Enumerable.Range(0, Torn)
        from looks in new[] { false, true }
        select (cut, torn, next, nextTorn, looks);

    private byte[] Held(byte[][] possible)
    {
        var held = new FileDocumentStore(_folder, "/").Load(Name);
        Assert.IsNotNull(held, "neither is there");
        Assert.IsTrue(possible.Any(held.SequenceEqual), $"Held are {held.Length} bytes of {held.FirstOrDefault()}.");
        return held;
    }

    private void Empty()
    {
        foreach (var file in Directory.GetFiles(_folder))
            File.Delete(file);
    }

    /// <summary>The store on a supply that fails at one of its operations; a write leaves something or nothing behind.</summary>
    private sealed class CutStore(string folder, int cutAt, int torn) : FileDocumentStore(folder, "/")
    {
        private int _operations;

        public bool IsDead { get; private set; }

        protected override void Write(string path, byte[] content)
        {
            if (Goes() && torn > 0)
                File.WriteAllBytes(path, content[..(torn == 1 ? 0 : torn == 2 ? content.Length / 2 : content.Length)]);
            Live();
            base.Write(path, content);
        }

        protected override void Delete(string path)
        {
            Goes();
            Live();
            base.Delete(path);
        }

        protected override void Move(string from, string to)
        {
            Goes();
            Live();
            base.Move(from, to);
        }

        private bool Goes() => IsDead |= _operations++ == cutAt;

        private void Live()
        {
            if (IsDead)
                throw new IOException("The power is gone.");
        }
    }
}
