// A Modbus RTU slave on npm's modbus-serial, as ../slave.c is one on libmodbus: same table, same commands, nothing shared.
"use strict";
const fs = require("fs");
const readline = require("readline");
const { ServerSerial } = require("modbus-serial");

const [device, unit, table] = process.argv.slice(2);
const registers = { 3: new Map(), 4: new Map() };
let exception = 0;

// "function address bytes", in hexadecimal; what follows is for people.
function set(line) {
    const parts = /^\s*0*([34])\s+([0-9A-Fa-f]+)\s+((?:[0-9A-Fa-f]{4})+)(?:\s|$)/.exec(line);
    if (!parts)
        throw new Error(`not "function address bytes": ${line}`);
    const words = parts[3].match(/.{4}/g);
    words.forEach((word, i) => registers[parts[1]].set(parseInt(parts[2], 16) + i, parseInt(word, 16)));
}

function read(from, address) {
    const code = exception || (from.has(address) ? 0 : 2);
    if (code)
        throw { modbusErrorCode: code };
    return from.get(address);
}

fs.readFileSync(table, "utf8").split("\n").filter(line => /^\s*[^#\s]/.test(line)).forEach(set);
const server = new ServerSerial(
    { getHoldingRegister: address => read(registers[3], address), getInputRegister: address => read(registers[4], address) },
    { port: device, baudRate: 9600, unitID: Number(unit), interval: 5 });
server.on("initialized", () => console.log("ready"));
// A refusal comes here as well, after it was sent.
server.on("error", error => error.modbusErrorCode || (console.error(error.message), process.exit(2)));
console.error = () => {};

readline.createInterface({ input: process.stdin }).on("line", command => {
    const [word, rest] = [command.split(" ")[0], command.slice(command.indexOf(" ") + 1)];
    if (word === "exception")
        exception = Number(rest);
    else if (word === "well")
        exception = 0;
    else if (word === "set")
        set(rest);
    console.log("ok");
}).on("close", () => process.exit(0));
