# What the two commands need on this machine, and how it gets there. Sourced, not run.
# shellcheck shell=bash

# say TEXT…: to people, not into what a program reads
say() { printf '%s\n' "$*" >&2; }

# as_root COMMAND…: directly as root, else through sudo, asked for first on a terminal
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
        return
    fi
    if ! command -v sudo >/dev/null; then
        say "This needs root and there is no sudo: run as root: $*"
        return 1
    fi
    if [ -t 0 ] && [ -t 2 ]; then
        read -r -p "Run 'sudo $*'? [Y/n] " answer
        case "$answer" in [nN]*) return 1 ;; esac
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# install_packages WHY APT_NAMES BREW_NAMES
install_packages() {
    local why=$1 apt_names=$2 brew_names=$3
    if command -v apt-get >/dev/null; then
        say "Installing $apt_names ($why) with apt."
        # shellcheck disable=SC2086
        as_root apt-get update -qq >&2 && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $apt_names >&2
    elif command -v brew >/dev/null; then
        say "Installing $brew_names ($why) with Homebrew."
        # shellcheck disable=SC2086
        brew install -q $brew_names >&2
    else
        say "Please install $apt_names ($why) with your system's package manager and start again."
        return 1
    fi
}

has_libmosquitto() {
    ldconfig -p 2>/dev/null | grep -q 'libmosquitto\.so\.1' && return 0
    /sbin/ldconfig -p 2>/dev/null | grep -q 'libmosquitto\.so\.1' && return 0
    ls /opt/homebrew/lib/libmosquitto*.dylib /usr/local/lib/libmosquitto*.dylib >/dev/null 2>&1
}

has_mosquitto() {
    command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || [ -x /usr/local/sbin/mosquitto ] || [ -x /opt/homebrew/sbin/mosquitto ]
}

need_dotnet() {
    command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.' && return 0
    say "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download (or your system's package dotnet-sdk-10.0)."
    return 1
}

need_broker() {
    if has_mosquitto && has_libmosquitto; then
        return 0
    fi
    install_packages "the MQTT broker and its client library" "mosquitto libmosquitto1" "mosquitto" || return 1
    # The package starts a broker of its own as a service: it is not needed and stays as the package left it.
    has_mosquitto && has_libmosquitto
}

has_postgres() {
    local programs
    for programs in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin; do
        [ -x "$programs/initdb" ] && return 0
    done
    return 1
}

# need_postgres: the database of many machines; the tests start clusters of their own
need_postgres() {
    has_postgres && return 0
    # The package starts a cluster of its own as a service: it is not needed and stays as the package left it.
    install_packages "a PostgreSQL, for the tests of a back office of many processes" "postgresql" "postgresql@17" || return 1
    has_postgres
}

# need_modbus: a C compiler and libmodbus, for the independent Modbus slave; serial lines are tested on Linux only
need_modbus() {
    [ "$(uname -s)" = Linux ] || return 0
    has_modbus && return 0
    install_packages "a C compiler and libmodbus, for the meters' tests" "gcc libc6-dev libmodbus-dev" "libmodbus" || return 1
    has_modbus
}

has_modbus() {
    command -v cc >/dev/null && [ -f /usr/include/modbus/modbus.h ]
}

# need_peer ROOT: node and the pinned modbus-serial, for a second Modbus slave. Without them its tests say so and are skipped.
need_peer() {
    local peer="$1/tests/Serial/peer"
    [ "$(uname -s)" = Linux ] || return 0
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        install_packages "a second Modbus slave, for the meters' tests" "nodejs npm" "node" || true
    fi
    if [ "$peer/node_modules/.package-lock.json" -nt "$peer/package-lock.json" ]; then
        return 0
    fi
    npm ci --prefix "$peer" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
        say "Without node and npm's modbus-serial the tests against a second Modbus slave are skipped."
}

# Cutting a network and filling a disk needs iproute2 and util-linux. Without them those tests say so and are skipped.
need_fault_tools() {
    [ "$(uname -s)" = Linux ] || return 0
    if command -v ip >/dev/null && command -v unshare >/dev/null; then
        return 0
    fi
    install_packages "tests that cut a network and fill a disk" "iproute2 util-linux" "" ||
        say "Without ip and unshare the tests that cut a network and fill a disk are skipped."
}

# need_curl: a client of other people's making reads what partners are told
need_curl() {
    command -v curl >/dev/null && return 0
    install_packages "an outside client, for the exchange's tests" "curl" "curl" || return 1
    command -v curl >/dev/null
}

# need_chromium: the pages' tests drive a real browser
need_chromium() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && return 0
    install_packages "a browser, for the pages' tests" "chromium fonts-noto-cjk" "chromium" || return 1
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null
}

# one_at_a_time FILE COMMAND…: two builds of one tree would trip over each other
one_at_a_time() {
    local lock=$1
    shift
    if command -v flock >/dev/null; then
        flock "$lock" "$@"
    else
        "$@"
    fi
}

# build_quietly ROOT PROJECT: builds Release; what the build says is shown only when it fails
build_quietly() {
    local root=$1 project=$2 log
    mkdir -p "$root/.run"
    log="$root/.run/build.$$.log"
    say "Building (the first time takes a minute or two) …"
    if one_at_a_time "$root/.run/lock" dotnet build "$root/$project" -c Release -v quiet --nologo >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    say "The build failed; what is wrong stands above."
    return 1
}
