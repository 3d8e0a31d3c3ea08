#!/usr/bin/env bash
# Runs a benchmark: it prints counts and ratios. Without a name it lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"

need_dotnet

mkdir -p "$root/.run"
log="$root/.run/bench.$$.log"
trap 'rm -f "$log"' EXIT
say "Building (the first time takes a minute) …"
if ! one_at_a_time "$root/.run/lock" dotnet build "$root/tests/Benchmarks/Benchmarks.csproj" -c Release -v quiet --nologo >"$log" 2>&1; then
    cat "$log" >&2
    say "The build failed; what is wrong stands above."
    exit 1
fi
rm -f "$log"
trap - EXIT

exec dotnet "$root/tests/Benchmarks/bin/Release/net10.0/ChargePointFw.Benchmarks.dll" "$@"
