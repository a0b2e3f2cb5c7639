"""The right each command of the Alerts page needs; the others need none."""

from app.domain.rights import Ability

NEEDED = {
    **dict.fromkeys(
        ("alert-acknowledge", "alert-take-back", "alert-silence", "add-silence", "add-window",
         "edit-silence", "end-silence", "remove-silence"),
        Ability.SEE_TO_ALERTS,
    ),
    **dict.fromkeys(
        ("edit-rule", "add-rule", "switch-rule", "import-rules", "made-in-rule", "remove-rule",
         "copy-rule", "add-channel", "edit-channel", "pause-channel", "remove-channel"),
        Ability.CHANGE_RULES,
    ),
}  # fmt: skip
