"""Which mounts hold a database's files, by the folder where each program keeps them (the images' own manuals)."""

from inspector.analysis.storage_paths import within
from inspector.model.container import Container

_FOLDERS = {
    "/var/lib/postgresql": "PostgreSQL",
    "/bitnami/postgresql": "PostgreSQL",
    "/var/lib/mysql": "MySQL or MariaDB",
    "/bitnami/mysql": "MySQL",
    "/bitnami/mariadb": "MariaDB",
    "/var/opt/mssql": "SQL Server",
    "/opt/oracle/oradata": "Oracle",
    "/data/db": "MongoDB",
    "/bitnami/mongodb": "MongoDB",
    "/var/lib/cassandra": "Cassandra",
    "/var/lib/scylla": "ScyllaDB",
    "/var/lib/clickhouse": "ClickHouse",
    "/usr/share/elasticsearch/data": "Elasticsearch",
    "/usr/share/opensearch/data": "OpenSearch",
    "/opt/couchdb/data": "CouchDB",
    "/var/lib/influxdb": "InfluxDB",
    "/var/lib/influxdb2": "InfluxDB",
    "/var/lib/etcd": "etcd",
    "/var/lib/rabbitmq": "RabbitMQ",
    "/prometheus": "Prometheus",
}
"""No program of another kind keeps files in these."""
_BY_IMAGE = {"neo4j": ("Neo4j", "/data"), "surrealdb": ("SurrealDB", "/data"), "questdb": ("QuestDB", "/root/.questdb")}


def database_at(container: Container, target: str) -> str:
    """The database whose files are kept at this mount of the container, "" for none that is known."""
    for folder, name in _FOLDERS.items():
        if within(target, folder):
            return name
    repository = container.image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    name, folder = _BY_IMAGE.get(repository, ("", "/"))
    return name if target == folder else ""
