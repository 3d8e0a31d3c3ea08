#!/usr/bin/env bash
# A PostgreSQL of one's own: reached by a socket in its folder only, by whoever may enter the folder. As root it runs as user postgres.
#   cluster.sh start FOLDER     makes it if there is none, starts it, and writes FOLDER/connection (mode 600) for --postgres-connection
#   cluster.sh start FOLDER MB  the same, with an empty disk of so many megabytes as FOLDER/disk, which only the server sees (Linux, where we may)
#   cluster.sh stop FOLDER      ends it, as a power cut would
#   cluster.sh restart FOLDER   ends it so, and starts it again
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

programs() {
    if command -v pg_config >/dev/null && [ -x "$(pg_config --bindir)/initdb" ]; then
        pg_config --bindir
        return
    fi
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$newest" ] || [ ! -x "$newest/initdb" ]; then
        say "PostgreSQL is missing: install the package postgresql."
        exit 1
    fi
    echo "$newest"
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

bin=$(programs)
what=${1:-}
folder=${2:-}
disk_mb=${3:-}
if [ -z "$what" ] || [ -z "$folder" ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi

# With a disk of its own, which is gone with it.
as_owner_with_disk() {
    local mount='mount -t tmpfs -o "size=$1m,mode=$2" cpfw "$3" && shift 3 && exec "$@"'
    if [ -z "$disk_mb" ] || ! unshare "$([ "$(id -u)" = 0 ] && echo -m || echo -rm)" mount -t tmpfs cpfw /mnt 2>/dev/null; then
        as_owner "$@"
        return
    fi
    mkdir -p "$folder/disk"
    if [ "$(id -u)" = 0 ]; then
        unshare -m sh -c "$mount" sh "$disk_mb" "700,uid=$(id -u postgres)" "$folder/disk" runuser -u postgres -- "$@"
    else
        unshare -rm sh -c "$mount" sh "$disk_mb" 700 "$folder/disk" unshare -U --map-user="$(id -u)" --map-group="$(id -g)" "$@"
    fi
}

start() {
    mkdir -p "$folder"
    chmod 700 "$folder"
    [ "$(id -u)" = 0 ] && chown postgres "$folder"
    cd "$folder"
    if [ ! -f "$folder/data/PG_VERSION" ]; then
        as_owner "$bin/initdb" -D "$folder/data" -U backoffice --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1 ||
            { cat "$folder/initdb.log" >&2; exit 1; }
        (umask 077 && echo "Host=$folder;Database=postgres;Username=backoffice" >"$folder/connection")
    fi
    as_owner_with_disk "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 30 \
        -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c shared_buffers=64MB" start >"$folder/start.log" 2>&1 ||
        { cat "$folder/start.log" "$folder/data/server.log" >&2; exit 1; }
}

stop() {
    cd /
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null
}

case "$what" in
    start) start ;;
    stop) stop ;;
    restart) stop; start ;;
    *) say "$what is none of start, stop, restart"; exit 2 ;;
esac
