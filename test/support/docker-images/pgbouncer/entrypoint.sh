#!/bin/sh
# Writes pgbouncer.ini and userlist.txt from the environment, as edoburu/pgbouncer does.
set -eu
umask 077
printf '"%s" "%s"\n' "${DB_USER:-postgres}" "${DB_PASSWORD:-}" >/etc/pgbouncer/userlist.txt
cat >/etc/pgbouncer/pgbouncer.ini <<INI
[databases]
${DB_NAME:-*} = host=${DB_HOST:?"Setup pgbouncer config error"} port=${DB_PORT:-5432} auth_user=${DB_USER:-postgres}

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = ${LISTEN_PORT:-5432}
unix_socket_dir =
auth_file = /etc/pgbouncer/userlist.txt
auth_type = ${AUTH_TYPE:-md5}
pool_mode = ${POOL_MODE:-session}
max_client_conn = ${MAX_CLIENT_CONN:-100}
default_pool_size = ${DEFAULT_POOL_SIZE:-20}
ignore_startup_parameters = ${IGNORE_STARTUP_PARAMETERS:-extra_float_digits}
INI
exec "$@"
