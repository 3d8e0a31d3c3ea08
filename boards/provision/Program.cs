using ChargePointFw.Provision.Commands;

return await ToolCommands.Root().Parse(args).InvokeAsync();
