// Brokers, clients and the process-wide pin bank are shared, and timing is tested: one test at a time.
[assembly: Microsoft.VisualStudio.TestTools.UnitTesting.DoNotParallelize]
