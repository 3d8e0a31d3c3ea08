#!/usr/bin/env bash
# Installs what the tests need, runs all of them, and ends with "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"
cd "$root"

stop() {
    say "$1"
    echo "0 passed, 1 failed"
    exit 1
}

need_dotnet || stop "Without the SDK nothing can be tested."
need_broker || stop "Without mosquitto the tests against a real broker cannot run."
need_postgres || stop "Without PostgreSQL the tests of the back office over it cannot run."
need_modbus || stop "Without a C compiler and libmodbus the meters' tests cannot run."
need_curl || stop "Without curl the tests with an outside client cannot run."
need_chromium || stop "Without Chromium the pages' tests cannot run."
need_peer "$root"
need_fault_tools

mkdir -p .run
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

say "Building …"
one_at_a_time .run/lock dotnet build ChargePointFw.sln -c Release --nologo -v quiet ||
    stop "The build failed; the lines above name file and line."

say "Testing …"
dotnet test ChargePointFw.sln -c Release --no-build --nologo \
    --logger "trx" --logger "console;verbosity=minimal" --results-directory "$results"
outcome=$?

total() { sed -n 's/.*<Counters [^>]*'"$1"'="\([0-9]*\)".*/\1/p' "$results"/*.trx 2>/dev/null | awk '{sum += $1} END {print sum + 0}'; }
passed=$(total passed)
failed=$(($(total failed) + $(total error) + $(total timeout) + $(total aborted)))
if [ "$outcome" -ne 0 ] && [ "$failed" -eq 0 ]; then
    say "The test run itself failed; see above."
    failed=1
fi
if [ "$passed" -eq 0 ]; then
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
