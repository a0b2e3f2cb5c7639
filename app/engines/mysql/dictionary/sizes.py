"""What tables take: apart from the lists, for MariaDB opens every table to tell."""

from collections.abc import Mapping
from typing import Any

from app.domain.schema.details import PartitionDetails, Weighed, Weight
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import Asking
from app.engines.mysql.dictionary.reading import no_such, whole
from app.engines.mysql.wire import text_of

_SIZES = (
    "SELECT table_name AS name, table_rows AS row_count, data_length AS data,"
    " index_length AS indexes, data_free AS free"
    " FROM information_schema.tables WHERE table_schema = %s"
    " AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"
)
_PARTITIONS = (
    "SELECT partition_name AS name, subpartition_name AS sub, partition_method AS method,"
    " partition_expression AS expression, subpartition_method AS sub_method,"
    " subpartition_expression AS sub_expression, partition_description AS description,"
    " table_rows AS row_count, data_length AS data, index_length AS indexes"
    " FROM information_schema.partitions WHERE table_schema = %s AND table_name = %s"
    " AND partition_name IS NOT NULL"
    " ORDER BY partition_ordinal_position, subpartition_ordinal_position"
)


class Weighing(Asking):
    """Knows what tables take, by the estimates of their statistics."""

    def weigh(self, name: ObjectName) -> Weighed:
        """One table with its partitions."""
        rows = self.fetch(f"{_SIZES} AND table_name = %s", name.schema, name.name)
        if not rows:
            raise no_such(name)
        parts = self.fetch(_PARTITIONS, name.schema, name.name)
        return Weighed(_weight(rows[0], name.schema), tuple(map(_partition, parts)))

    def weights(self, schema: str) -> tuple[Weight, ...]:
        """All tables of a schema."""
        return tuple(_weight(row, schema) for row in self.fetch(_SIZES, schema))


def _weight(row: Mapping[str, Any], schema: str) -> Weight:
    return Weight(
        ObjectName(ObjectKind.TABLE, schema, text_of(row["name"])),
        whole(row["row_count"]),
        whole(row["data"]),
        whole(row["indexes"]),
        free=whole(row["free"]),
    )


def _partition(row: Mapping[str, Any]) -> PartitionDetails:
    sub = text_of(row["sub"])
    kind = "sub_" if sub else ""
    return PartitionDetails(
        sub or text_of(row["name"]),
        text_of(row[f"{kind}method"]),
        text_of(row[f"{kind}expression"]),
        text_of(row["description"]),
        within=text_of(row["name"]) if sub else "",
        rows=whole(row["row_count"]),
        data=whole(row["data"]),
        indexes=whole(row["indexes"]),
    )
