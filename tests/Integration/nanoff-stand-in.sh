#!/usr/bin/env bash
# Stands in for nanoff where there is no board: takes its arguments as nanoff does, checks the files they name, and puts what
# would go to I:\ into the folder CPFW_STAND_IN_FLASH. Each call is a line in calls.txt there.
set -euo pipefail
flash=${CPFW_STAND_IN_FLASH:?}
refuse() { echo "Error: $*" >&2; exit 9; }

echo "$*" >>"$flash/calls.txt"
target='' port='' image='' files='' network='' details='' deploy='' update=''
while [ $# -gt 0 ]; do
    case $1 in
        --target) target=$2; shift 2 ;;
        --serialport) port=$2; shift 2 ;;
        --image) image=$2; shift 2 ;;
        --filedeployment) files=$2; shift 2 ;;
        --networkdeployment) network=$2; shift 2 ;;
        --update) update=1; shift ;;
        --deploy) deploy=1; shift ;;
        --devicedetails) details=1; shift ;;
        *) refuse "unknown option $1" ;;
    esac
done

[ -n "$port" ] || refuse "no serial port"
if [ -n "$details" ]; then
    echo "Target: ESP32_OLIMEX"
    exit 0
fi

case $target in ESP32_OLIMEX | ESP32_WT32_ETH01 | ESP32_REV3 | ESP32_PSRAM_REV3) ;; *) refuse "unknown target '$target'" ;; esac
if [ -n "$deploy" ]; then
    [ -n "$update" ] || refuse "the program without the firmware it was built for"
    [ "$(head -c 6 "$image")" = NFMRK1 ] || refuse "no image: $image"
    echo "Flashing $target..." && echo "OK"
elif [ -n "$files" ]; then
    grep -q "\"serialport\": \"$port\"" "$files" || refuse "another port in $files"
    grep -q '"DestinationFilePath": "I:\\\\config.json"' "$files" || refuse "no config.json for I: in $files"
    source=$(sed -n 's/.*"SourceFilePath": "\(.*\)".*/\1/p' "$files")
    cp "$source" "$flash/config.json" && echo "OK"
elif [ -n "$network" ]; then
    grep -q "\"SerialPort\": \"$port\"" "$network" || refuse "another port in $network"
    grep -Eq '"(Ethernet|WirelessClient)"' "$network" || refuse "no network in $network"
    echo "OK"
else
    refuse "nothing to do"
fi
