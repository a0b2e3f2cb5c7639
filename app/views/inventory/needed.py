"""The right each command of the Inventory page needs; the others need none."""

from app.domain.rights import Ability

NEEDED = {
    **dict.fromkeys(
        ("record-add", "record-edit", "records-change", "record-copy", "records-delete",
         "connections-import", "inventory-import"),
        Ability.CHANGE_INVENTORY,
    ),
    "inventory-export": Ability.EXPORT_INVENTORY, "store-choose": Ability.CHANGE_STORE,
    "secrets-move": Ability.MOVE_SECRETS,
}  # fmt: skip
