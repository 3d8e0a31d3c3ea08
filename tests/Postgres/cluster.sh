#!/usr/bin/env bash
# A PostgreSQL of one's own: reached by a socket in its folder only, by whoever may enter the folder. As root it runs as user postgres.
#   cluster.sh start FOLDER     makes it if there is none, starts it, and writes FOLDER/connection (mode 600) for --postgres-connection
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
if [ -z "$what" ] || [ -z "$folder" ]; then
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi

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
    as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 30 \
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
