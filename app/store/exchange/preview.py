"""What a file of connections would bring, shown before anything is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.endpoint import Access, secret_id
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import PORTS, DatabaseType, Instance, new_id
from app.domain.secret import Secret
from app.domain.validation import check


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be taken, or not all of it."""

    where: str
    """The file."""
    place: str
    """Line, or name of the connection; may be ""."""
    text: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.where, self.place, self.text)))


@dataclass(frozen=True, slots=True)
class FoundInstance:
    """One connection as an instance; its id is new."""

    instance: Instance
    where: str
    place: str
    duplicate_of: Instance | None = None
    """One in the inventory, or earlier in the file, that leads to the same server."""


@dataclass(frozen=True, slots=True)
class FoundSecret:
    """A password that stood in the file, to be put into the keychain under `id`, or left."""

    id: str
    """As `secret_id` makes it, of an instance of the preview."""
    instance: str
    where: str
    place: str
    secret: Secret


@dataclass(frozen=True)
class ImportPreview:
    """Nothing of it is kept yet."""

    instances: tuple[FoundInstance, ...] = ()
    secrets: tuple[FoundSecret, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def fresh(self) -> tuple[Instance, ...]:
        """Those that lead to no server we have: what an import adds unless told otherwise."""
        return tuple(each.instance for each in self.instances if each.duplicate_of is None)

    @property
    def duplicates(self) -> tuple[FoundInstance, ...]:
        """Those whose server is there already."""
        return tuple(each for each in self.instances if each.duplicate_of is not None)


@dataclass
class Gathering:
    """Takes what an importer finds in file `where` and makes a preview of it."""

    where: str
    inventory: Inventory
    _found: list[FoundInstance] = field(default_factory=list)
    _secrets: list[FoundSecret] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        held = self.inventory.all(Instance)
        self._names = {each.name.casefold() for each in held}
        self._servers = {_server(each): each for each in reversed(held)}
        self._numbers: dict[str, int] = {}

    def problem(self, place: object, text: str, where: str = "") -> None:
        """Note what could not be taken."""
        self._problems.append(Problem(where or self.where, _plain(str(place)), text))

    def take(
        self,
        name: str,
        type: DatabaseType,  # noqa: A002  (what it is)
        address: str,
        port: int | None,
        access: Access,
        *,
        place: object = "",
        where: str = "",
        tags: Iterable[str] = (),
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        """Take one connection; one that makes no sense becomes a problem.

        `port` None is the one of its type; `secrets` are texts by what they are (`password`).
        """
        where, place = where or self.where, _plain(str(place))
        address = address.strip().removeprefix("[").removesuffix("]")
        made = Instance(
            new_id(), _plain(name) or f"{address}:{port}", type, address,
            PORTS[type] if port is None else port, access=access,
            tags=tuple(filter(None, map(_plain, tags))),
        )  # fmt: skip
        try:
            check(made)
        except ConsoleError as error:
            self.problem(place or name, str(error), where)
            return
        same = self._servers.setdefault(_server(made), made)
        made = replace(made, name=self._unique(made.name))
        if same.id == made.id:
            self._servers[_server(made)] = made
        self._found.append(FoundInstance(made, where, place, None if same.id == made.id else same))
        for what, text in (secrets or {}).items():
            if text:
                self._secrets.append(
                    FoundSecret(secret_id(made.id, what), made.id, where, place, Secret(text))
                )

    def preview(self) -> ImportPreview:
        """All that was found."""
        return ImportPreview(tuple(self._found), tuple(self._secrets), tuple(self._problems))

    def _unique(self, name: str) -> str:
        """That name, or with a number after it where it is taken."""
        wanted = name
        while wanted.casefold() in self._names:
            number = self._numbers[name] = self._numbers.get(name, 1) + 1
            wanted = f"{name[:240]} ({number})"
        self._names.add(wanted.casefold())
        return wanted


def _server(instance: Instance) -> Sequence[object]:
    """What tells servers apart; one listener of Oracle leads to several, as a tunnel does."""
    oracle, kind = instance.access.oracle, instance.type
    family = DatabaseType.MYSQL if kind is DatabaseType.MARIADB else kind
    through = tuple((hop.host, hop.port) for hop in instance.access.route.hops)
    which = (oracle.service or oracle.sid).casefold() if kind is DatabaseType.ORACLE else ""
    return family, instance.address.casefold(), instance.port, which, through


def _plain(text: str) -> str:
    """On one line, without what cannot be printed, as long as a name may be."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:255].strip()
