/*
 * A Modbus RTU slave on libmodbus that knows nothing of the project: it serves the registers of a table of bytes.
 *
 *   slave DEVICE UNIT TABLE
 *
 * TABLE: one line an entry, "function address bytes  what it is", the numbers in hexadecimal; '#' begins a comment.
 * A request for a register outside of the table is refused with exception 2.
 * Commands on standard input, a line each: "exception N" refuses everything with N, "well" ends that,
 * "set FUNCTION ADDRESS BYTES" changes registers. Each is answered with "ok". The end of the input ends the program.
 */
#include <errno.h>
#include <modbus.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

enum { REGISTERS = 65536 };

static modbus_mapping_t *mapping;
static bool present[2][REGISTERS];
static int exception;

static bool set(const char *line)
{
    int function, address, length = 0;
    char bytes[1024];
    if (sscanf(line, "%x %x %1023[0-9A-Fa-f]%n", &function, &address, bytes, &length) != 3 || (function != 3 && function != 4))
        return false;
    uint16_t *registers = function == 3 ? mapping->tab_registers : mapping->tab_input_registers;
    for (size_t i = 0; i + 4 <= strlen(bytes); i += 4, address++)
    {
        unsigned value;
        if (address >= REGISTERS || sscanf(bytes + i, "%4x", &value) != 1)
            return false;
        registers[address] = (uint16_t)value;
        present[function - 3][address] = true;
    }
    return strlen(bytes) % 4 == 0;
}

static void read_table(const char *name)
{
    FILE *file = fopen(name, "r");
    char line[2048];
    if (file == NULL)
    {
        perror(name);
        exit(2);
    }
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++)
    {
        const char *text = line + strspn(line, " \t\r\n");
        if (*text != '#' && *text != '\0' && !set(text))
        {
            fprintf(stderr, "%s:%d: not \"function address bytes\"\n", name, number);
            exit(2);
        }
    }
    fclose(file);
}

static void obey(const char *command)
{
    if (strncmp(command, "exception ", 10) == 0)
        exception = atoi(command + 10);
    else if (strncmp(command, "set ", 4) == 0 && !set(command + 4))
        fprintf(stderr, "not understood: %s", command);
    else if (strncmp(command, "well", 4) == 0)
        exception = 0;
    puts("ok");
    fflush(stdout);
}

static bool is_present(const uint8_t *query)
{
    int function = query[1], address = (query[2] << 8) | query[3], count = (query[4] << 8) | query[5];
    if (function != 3 && function != 4)
        return false;
    for (int i = address; i < address + count; i++)
        if (i >= REGISTERS || !present[function - 3][i])
            return false;
    return true;
}

static void answer(modbus_t *bus)
{
    uint8_t query[MODBUS_RTU_MAX_ADU_LENGTH];
    int length = modbus_receive(bus, query);
    if (length == 0)
        modbus_receive(bus, query); /* for another unit: libmodbus then takes what comes for that unit's answer, or waits */
    if (length <= 0)
        return; /* broken: a slave says nothing */
    if (exception != 0)
        modbus_reply_exception(bus, query, (unsigned)exception);
    else if (is_present(query))
        modbus_reply(bus, query, length, mapping);
    else
        modbus_reply_exception(bus, query, MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS);
}

int main(int argc, char **argv)
{
    if (argc != 4)
    {
        fprintf(stderr, "usage: slave DEVICE UNIT TABLE\n");
        return 2;
    }
    mapping = modbus_mapping_new(0, 0, REGISTERS, REGISTERS);
    read_table(argv[3]);
    modbus_t *bus = modbus_new_rtu(argv[1], 9600, 'N', 8, 1);
    if (bus == NULL || mapping == NULL || modbus_set_slave(bus, atoi(argv[2])) != 0 || modbus_connect(bus) != 0)
    {
        fprintf(stderr, "%s: %s\n", argv[1], modbus_strerror(errno));
        return 2;
    }
    puts("ready");
    fflush(stdout);
    for (;;)
    {
        fd_set readable;
        int line = modbus_get_socket(bus);
        FD_ZERO(&readable);
        FD_SET(0, &readable);
        FD_SET(line, &readable);
        if (select(line + 1, &readable, NULL, NULL, NULL) < 0)
            return 1;
        if (FD_ISSET(line, &readable))
            answer(bus);
        if (FD_ISSET(0, &readable))
        {
            char command[2048];
            if (fgets(command, sizeof command, stdin) == NULL)
                return 0;
            obey(command);
        }
    }
}
