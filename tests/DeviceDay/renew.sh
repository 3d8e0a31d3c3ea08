#!/usr/bin/env bash
# Writes day.txt anew from the firmware as it is, and shows what has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
dotnet build DeviceDay.csproj -c Release --nologo -v quiet >&2
dotnet run --project DeviceDay.csproj -c Release --no-build > "$printed"
cp "$printed" day.txt
git --no-pager diff --stat --patch -- day.txt
