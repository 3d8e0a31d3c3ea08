#!/usr/bin/env bash
# Runs charge points, broker and back office on this machine. ./run.sh --help tells the options.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"

need_dotnet
need_broker

mkdir -p "$root/.run"
log="$root/.run/build.$$.log"
trap 'rm -f "$log"' EXIT
say "Building (the first time takes a minute or two) …"
if ! one_at_a_time "$root/.run/lock" dotnet build "$root/demo/Demo.csproj" -c Release -v quiet --nologo >"$log" 2>&1; then
    cat "$log" >&2
    say "The build failed; what is wrong stands above."
    exit 1
fi
rm -f "$log"
trap - EXIT

exec dotnet "$root/demo/bin/Release/net10.0/ChargePointFw.Demo.dll" "$@"
