# As the real image's: makes the cluster at the first start, then runs the server as the user postgres.
set -eu
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R postgres /var/lib/postgresql
    exec gosu postgres sh "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD_FILE:-}" ]; then
        POSTGRES_PASSWORD_FILE=$(mktemp)
        printf %s "$POSTGRES_PASSWORD" >"$POSTGRES_PASSWORD_FILE"
    fi
    # shellcheck disable=SC2086 # the arguments are a list of words
    initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth=scram-sha-256 -D "$PGDATA" ${POSTGRES_INITDB_ARGS:-}
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
fi
exec "$@" -c 'listen_addresses=*' -c unix_socket_directories=/tmp
