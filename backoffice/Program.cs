using ChargePointFw.BackOffice.Hosting;

return await CommandLine.Root().Parse(args).InvokeAsync();
