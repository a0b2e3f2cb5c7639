"""Planning the one ALTER SYSTEM that changes a parameter, or takes a change back.

SCOPE stands before SID (SQL Language Reference 19c, ALTER SYSTEM). RESET takes an entry out of the
spfile and touches nothing else: with SCOPE = MEMORY or BOTH Oracle refuses it (ORA-32009,
ORA-32029), and where there is no entry, too (ORA-32010).
"""

import re
from collections.abc import Iterator

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter, Reach
from app.engines.oracle.parameters import Parameters
from app.engines.oracle.rows import literal, text
from app.i18n import N_, _

INSTANCES = "SELECT i.instance_name FROM gv$instance i ORDER BY i.instance_name"
NOW = (
    "SELECT i.instance_name AS place, p.display_value AS value FROM gv$system_parameter p"
    " JOIN gv$instance i ON i.inst_id = p.inst_id WHERE p.name = :name ORDER BY i.instance_name"
)
ENTRIES = (
    "SELECT sid AS place, display_value AS value FROM v$spparameter"
    " WHERE name = :name AND isspecified = 'TRUE' ORDER BY sid, ordinal"
)
ALL = "*"
_SCOPES = {Reach.KEPT: "BOTH", Reach.NOW: "MEMORY", Reach.START: "SPFILE"}
_WHEN = {
    Reach.KEPT: N_("now and after a restart"), Reach.NOW: N_("now, until the restart"),
    Reach.START: N_("from the next start on"),
}  # fmt: skip
_LIST = re.compile(r"'(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*")
_NAME = re.compile(r"_?[a-z][a-z0-9_]*(?:\$[a-z0-9_]+)?")
_PLACE = re.compile(r"\*|[A-Za-z][A-Za-z0-9_$#]{0,29}")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*[KMGT]?", re.IGNORECASE)
_NO_PACK = "control_management_pack_access"


class ParameterChanges(Parameters):
    """Plans changes of parameters."""

    def parameter_places(self) -> tuple[str, ...]:
        """`*` for all, and the instances where there are several."""
        if not self.server.rac:
            return (ALL,)
        return (ALL, *(text(row["instance_name"]) for row in self.fetch_if_allowed(INSTANCES)))

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """On all instances: for now, for good, or from the next start where only that can be."""
        reach = Reach.NOW
        if persist:
            reach = Reach.START if parameter.dynamic is False else Reach.KEPT
        return self.plan_placed(parameter, value, reach=reach, place=ALL)

    def plan_placed(self, parameter: Parameter, value: str, *, reach: Reach, place: str) -> Act:
        """On all instances (`*`) or on one, as far as it is to reach."""
        self._refuse(parameter, reach, place)
        written = _written(parameter, value)
        later = parameter.source.endswith("DEFERRED") and reach is not Reach.START
        return Act(
            "parameter-set",
            _("Set {name} to {value}").format(name=parameter.name, value=value.strip()),
            (
                Command(
                    f"ALTER SYSTEM SET {_named(parameter)} = {written}"
                    f"{' DEFERRED' if later else ''} SCOPE = {_SCOPES[reach]}{self._sid(place)}"
                ),
            ),
            (_reaching(reach, place), *self._before(parameter, value, reach, place)),
            tuple(_warnings(parameter, written, reach, later))
            + self._overridden(parameter, reach, place),
        )

    def plan_reset(self, parameter: Parameter, *, place: str) -> Act:
        """Take its entry out of the spfile; the instance keeps its value until it restarts."""
        self._refuse(parameter, Reach.START, place)
        entries = {text(row["place"]): text(row["value"]) for row in self._entries(parameter)}
        if place not in entries:
            raise Unsupported(
                _("The spfile has no entry for {name} under {place}.").format(
                    name=parameter.name, place=place
                ),
                hint=_("It has entries under: {places}.").format(places=", ".join(entries))
                if entries
                else _("The default holds from the next start on as it is."),
            )
        return Act(
            "parameter-reset",
            _("Reset {name} to its default").format(name=parameter.name),
            (
                Command(
                    f"ALTER SYSTEM RESET {_named(parameter)} SCOPE = SPFILE SID = {literal(place)}"
                ),
            ),
            (
                _reaching(Reach.START, place),
                f"spfile, {place}: {entries[place]} → {parameter.default or '∅'}",
            ),
            (
                *_warnings(parameter, "", Reach.START, later=False),
                *self._overridden(parameter, Reach.START, place),
            ),
        )

    def _refuse(self, parameter: Parameter, reach: Reach, place: str) -> None:
        if self.server.rds:
            raise Unsupported(
                _("Amazon RDS does not let anybody use ALTER SYSTEM SET."),
                hint=_("Change the parameter group of the instance."),
            )
        if not _NAME.fullmatch(parameter.name):
            raise BadInput(_("{name} is no name of a parameter.").format(name=parameter.name))
        if not _PLACE.fullmatch(place):
            raise BadInput(_("{place} is no name of an instance.").format(place=place))
        if not parameter.reaches and self.server.container not in ("", "CDB$ROOT"):
            raise Unsupported(
                _("{name} cannot be changed in this database.").format(name=parameter.name),
                hint=_("What holds for all containers is changed in the root (CDB$ROOT)."),
            )
        if reach is not Reach.START and reach not in parameter.reaches and not parameter.dynamic:
            raise Unsupported(
                _("{name} cannot be changed while the instance runs.").format(name=parameter.name),
                hint=_("Keep it in the spfile; it holds after the next start."),
            )
        if reach not in parameter.reaches:
            raise Unsupported(
                _("The instance runs without an spfile, so nothing can be kept from here."),
                hint=_("Change the init.ora on the server, or start the instance with an spfile."),
            )
        if place != ALL and not parameter.single:
            raise Unsupported(
                _("{name} must be the same on all instances.").format(name=parameter.name),
                hint=_("Change it on all of them."),
            )

    def _sid(self, place: str) -> str:
        """Said always where there are several: left out, it depends on how the instance started."""
        return f" SID = {literal(place)}" if self.server.rac or place != ALL else ""

    def _entries(self, parameter: Parameter) -> list[dict[str, str]]:
        return self.fetch_if_allowed(ENTRIES, name=parameter.name)

    def _before(self, parameter: Parameter, value: str, reach: Reach, place: str) -> Iterator[str]:
        """What each has now that is hit: instances, or entries of the spfile."""
        new = value.strip() or "∅"
        if reach is Reach.START:
            entries = {text(row["place"]): text(row["value"]) for row in self._entries(parameter)}
            yield f"spfile, {place}: {entries.get(place) or '∅'} → {new}"
            return
        rows = self.fetch_if_allowed(NOW, name=parameter.name) if self.server.rac else []
        for row in rows:
            if place in (ALL, row["place"]):
                yield f"{row['place']}: {row['value'] or '∅'} → {new}"
        if not rows:
            yield f"{parameter.name}: {parameter.value or '∅'} → {new}"

    def _overridden(self, parameter: Parameter, reach: Reach, place: str) -> tuple[str, ...]:
        """An entry of an instance goes before that for all, and stays."""
        if place != ALL or reach is Reach.NOW or not self.server.rac:
            return ()
        own = [text(row["place"]) for row in self._entries(parameter) if row["place"] != ALL]
        if not own:
            return ()
        said = _("The spfile has entries of their own for {places}: they stay, and go before.")
        return (said.format(places=", ".join(dict.fromkeys(own))),)


def _named(parameter: Parameter) -> str:
    return f'"{parameter.name}"' if parameter.name.startswith("_") else parameter.name


def _reaching(reach: Reach, place: str) -> str:
    if place == ALL:
        return _("All instances, {when}").format(when=_(_WHEN[reach]))
    return _("Only instance {place}, {when}").format(place=place, when=_(_WHEN[reach]))


def _written(parameter: Parameter, value: str) -> str:
    """The value as ALTER SYSTEM SET takes it: numbers and sizes bare, texts quoted.

    A list of texts (CONTROL_FILES) is told from a text with commas in it (LOG_ARCHIVE_DEST_1) by
    its quotes: `'a', 'b'`.
    """
    text = value.strip()
    choices = {each.upper() for each in parameter.choices}
    if choices == {"TRUE", "FALSE"}:
        if text.upper() not in choices:
            raise BadInput(
                _("{name} takes one of {choices}.").format(
                    name=parameter.name, choices="TRUE, FALSE"
                )
            )
        return text.upper()
    if _SIZE.fullmatch(text):
        return text.replace(" ", "").upper()
    if _SIZE.fullmatch(parameter.value):
        raise BadInput(
            _(
                "{value} is not a number; {name} takes one, with K, M or G where it is a size."
            ).format(value=value, name=parameter.name)
        )
    if "\0" in value or "\n" in value:
        raise BadInput(_("The value of a parameter is one line."))
    return text if _LIST.fullmatch(text) else literal(text)


def _warnings(parameter: Parameter, written: str, reach: Reach, later: bool) -> Iterator[str]:
    if reach is Reach.NOW:
        yield _("It holds until the instance restarts.")
    if reach is Reach.START:
        yield _("It holds from the next start on; a wrong value may keep the instance from it.")
    if later:
        yield _("It holds for sessions that log in from now on.")
    if parameter.name.startswith("_"):
        yield _("A hidden parameter: change it only where Oracle Support asked for it.")
    if parameter.name == _NO_PACK and "NONE" not in written.upper():
        yield _("It switches on what the Diagnostics and Tuning Packs must be licensed for.")
