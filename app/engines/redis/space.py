"""What takes a server's memory: its own books, and samples by type and by pattern."""

from app.domain.errors import ConsoleError
from app.domain.operating.space import SpaceItem, SpaceKind
from app.engines.redis import replies
from app.engines.redis.asking import unasked
from app.engines.redis.key_weights import WeighsKeys
from app.i18n import _

_SAMPLE = 20_000
"""Keys looked at for the division by type and pattern: some seconds on a busy server."""


class ShowsSpace(WeighsKeys):
    """INFO memory; opened further, a sample of the keys."""

    def space(self, of: SpaceItem | None = None) -> tuple[SpaceItem, ...]:
        """The parts of a server's memory, or of its data by type or pattern."""
        if of is None:
            return self._books()
        self.main.select(self.endpoint.access.redis.first_database)
        found = self.weigh_keys(lambda _sample: None, count=_SAMPLE)
        share = found.total / found.seen if found.seen else 0.0
        if of.kind is SpaceKind.KEY_TYPE:
            rows = [(name, keys, size) for name, keys, size in found.by_type]
        else:
            rows = [(name, keys, size) for name, keys, size, _without in found.by_pattern]
        return tuple(
            SpaceItem(
                of.kind, name, used=round(size * share), rows=round(keys * share),
                facts=((_("in the sample"), f"{keys:,}"),),
            )
            for name, keys, size in rows
        )  # fmt: skip

    def _books(self) -> tuple[SpaceItem, ...]:
        items: list[SpaceItem] = []
        for owner, said in self.ask_everywhere(lambda node: node.ask("INFO", "memory")):
            if isinstance(said, ConsoleError):
                items.append(SpaceItem(SpaceKind.MEMORY, unasked(said), owner))
                continue
            info = replies.info(said)

            def read(name: str, info: dict[str, str] = info) -> int | None:
                return replies.number(info.get(name))

            used, most = read("used_memory"), read("maxmemory")
            items.append(
                SpaceItem(
                    SpaceKind.MEMORY, _("all that is used"), owner, used,
                    allocated=read("used_memory_rss"), limit=most or None,
                    facts=tuple((name, info[name]) for name in _FACTS if name in info),
                )
            )  # fmt: skip
            for field, title in (
                ("used_memory_dataset", _("data")),
                ("used_memory_overhead", _("overhead of keys, clients and buffers")),
                ("mem_replication_backlog", _("replication backlog")),
                ("mem_clients_normal", _("clients")),
                ("mem_clients_slaves", _("replicas")),
                ("mem_aof_buffer", _("AOF buffer")),
                ("used_memory_scripts", _("scripts")),
            ):
                if (size := read(field)) is not None:
                    items.append(SpaceItem(SpaceKind.MEMORY, title, owner, size))
        items.append(SpaceItem(SpaceKind.KEY_TYPE, _("data by type (a sample)"), opens=True))
        items.append(SpaceItem(SpaceKind.KEY_PATTERN, _("data by pattern (a sample)"), opens=True))
        return tuple(items)


_FACTS = ("maxmemory_policy", "mem_fragmentation_ratio", "used_memory_peak", "total_system_memory",
          "mem_allocator", "lazyfree_pending_objects")  # fmt: skip
