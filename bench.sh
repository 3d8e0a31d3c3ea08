#!/usr/bin/env bash
# Runs a benchmark: it prints counts and ratios. Without a name it lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"

need_dotnet
if [ "${1:-}" = ingest ]; then
    need_broker
    need_postgres
    export DOTNET_gcConcurrent=1 # as in the back office; the other benchmarks have the processors to themselves
fi
build_quietly "$root" tests/Benchmarks/Benchmarks.csproj

exec dotnet "$root/tests/Benchmarks/bin/Release/net10.0/ChargePointFw.Benchmarks.dll" "$@"
