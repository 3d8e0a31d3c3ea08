#!/usr/bin/env bash
# Runs charge points, broker and back office on this machine. ./run.sh --help tells the options.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/build/prerequisites.sh"

need_dotnet
need_broker
build_quietly "$root" demo/Demo.csproj

exec dotnet "$root/demo/bin/Release/net10.0/ChargePointFw.Demo.dll" "$@"
