// The tests mostly wait for meters: many at a time.
[assembly: Microsoft.VisualStudio.TestTools.UnitTesting.Parallelize(Workers = 12, Scope = Microsoft.VisualStudio.TestTools.UnitTesting.ExecutionScope.MethodLevel)]
