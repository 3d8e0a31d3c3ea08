#!/usr/bin/env bash
# Runs a benchmark: it prints counts and ratios. Without a name it lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"

need_dotnet
if [ "${1:-}" = ingest ]; then
    need_broker
    need_postgres
fi
build_quietly "$root" tests/Benchmarks/Benchmarks.csproj

exec dotnet "$root/tests/Benchmarks/bin/Release/net10.0/ChargePointFw.Benchmarks.dll" "$@"
