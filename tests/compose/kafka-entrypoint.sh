# As the real image's: KAFKA_* variables become properties, the log folder is formatted once with CLUSTER_ID.
set -euf
properties=/tmp/server.properties
env | grep '^KAFKA_' | grep -v '^KAFKA_HEAP_OPTS=' | while IFS='=' read -r name value; do
    echo "$(echo "${name#KAFKA_}" | tr 'A-Z_' 'a-z.')=$value"
done >"$properties"
java="java ${KAFKA_HEAP_OPTS:-} -cp /opt/kafka/libs/*"
$java kafka.tools.StorageTool format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$properties"
exec $java kafka.Kafka "$properties"
