// Each test has a folder and a broker of its own.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]
