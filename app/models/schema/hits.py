"""The columns of what a search found."""

from app.domain.schema.objects import FoundIn, Hit
from app.i18n import N_, _
from app.models.fields import Align, Field
from app.models.schema.tree import KIND_NAMES

PLACE_NAMES = {
    FoundIn.NAME: N_("name"), FoundIn.COLUMN: N_("column"), FoundIn.COMMENT: N_("comment"),
    FoundIn.BODY: N_("code"),
}  # fmt: skip


def hit_key(hit: Hit) -> tuple[object, ...]:
    """Tells hits apart."""
    return hit.id, hit.place, hit.part


HITS: tuple[Field[Hit], ...] = (
    Field("name", N_("Object"), lambda hit: hit.id.name, width=190),
    Field("found", N_("Found in"), lambda hit: _(PLACE_NAMES[hit.place]), width=90),
    Field("what", N_("What"), lambda hit: hit.part or hit.excerpt or None, none="", stretch=True,
          width=160),
    Field("schema", N_("Schema"), lambda hit: hit.id.schema, width=120),
    Field("kind", N_("Kind"), lambda hit: _(KIND_NAMES[hit.id.kind]), width=100),
    Field("line", N_("Line"), lambda hit: hit.line or None, none="", align=Align.RIGHT, width=60,
          hidden=True),
)  # fmt: skip
