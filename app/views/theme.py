"""Colours, measures and fonts: what makes the program look like itself, in light and in dark.

Every colour has a name for what it means. The contrast of each text colour on each surface it
stands on is at least 4.5 (WCAG AA), which a test holds.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette

GAP = 4
"""The step of all spacing, in pixels."""
ROW = 26
"""Height of a table's row, in pixels."""
CODE_FONTS = (
    "Sarasa Mono SC", "Noto Sans Mono CJK SC", "JetBrains Mono", "Cascadia Mono", "Menlo",
    "DejaVu Sans Mono", "Consolas", "WenQuanYi Micro Hei Mono",
)  # fmt: skip
"""Fonts for SQL, the best first; the user's own choice comes before them."""
INTERFACE_FONTS = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans", "Noto Sans CJK SC")
"""Fonts for the interface where the system has no opinion (no desktop, a bare X server)."""
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC",
    "WenQuanYi Micro Hei",
)  # fmt: skip
"""Fonts for what the interface font lacks: without them Han characters may look Japanese."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A complete set of colours, as #RRGGBB; `series` are those of a chart's lines, in order.

    `faint` is for what cannot be used now, and never the only bearer of a meaning.
    """

    name: str
    window: str
    surface: str
    raised: str
    border: str
    selection: str
    hover: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    error: str
    warning: str
    notice: str
    good: str
    keyword: str
    string: str
    number: str
    function: str
    variable: str
    comment: str
    series: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        """Whether the text is lighter than what is behind it."""
        return self.name == "dark"


LIGHT = Theme(
    name="light", window="#F6F7F9", surface="#FFFFFF", raised="#FFFFFF", border="#D8DCE3",
    selection="#DCE8FA", hover="#EBEEF3", text="#1B1F27", muted="#5A6372", faint="#98A0AD",
    accent="#1F5FBF", on_accent="#FFFFFF", error="#B3261E", warning="#8A5A00", notice="#1F5FBF",
    good="#1E6B3A", keyword="#0B4FA8", string="#7A3E00", number="#6A1B9A", function="#00616B",
    variable="#8A1C5B", comment="#5C685C",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#5A6372"),
)  # fmt: skip
DARK = Theme(
    name="dark", window="#16191F", surface="#1D2129", raised="#252A34", border="#363D4A",
    selection="#2B3F5F", hover="#2A303B", text="#E6E9EF", muted="#A6AFBE", faint="#6A7382",
    accent="#7FB2FF", on_accent="#0E1726", error="#FF8A80", warning="#F2C14E", notice="#7FB2FF",
    good="#7ED69A", keyword="#7FB2FF", string="#E8B27A", number="#C9A6FF", function="#6FD3DE",
    variable="#F29BC4", comment="#9FB09F",
    series=("#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#A3ACBB"),
)  # fmt: skip


def blend(colour: str, behind: str, share: float) -> str:
    """`colour` laid over `behind`, covering `share` of it (0 to 1); #RRGGBB."""
    over, under = QColor(colour), QColor(behind)
    parts = (
        round(top * share + bottom * (1 - share))
        for top, bottom in zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*parts).name()


def palette(theme: Theme) -> QPalette:
    """The palette Fusion draws with."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in {
        role.Window: theme.window, role.Base: theme.surface, role.AlternateBase: theme.window,
        role.Button: theme.raised, role.ToolTipBase: theme.raised, role.Text: theme.text,
        role.WindowText: theme.text, role.ButtonText: theme.text, role.ToolTipText: theme.text,
        role.BrightText: theme.error, role.PlaceholderText: theme.muted, role.Link: theme.accent,
        role.LinkVisited: theme.variable, role.Highlight: theme.selection, role.Mid: theme.border,
        role.HighlightedText: theme.text, role.Accent: theme.accent, role.Light: theme.raised,
        role.Midlight: theme.border, role.Dark: theme.border, role.Shadow: theme.border,
    }.items():  # fmt: skip
        made.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faint))
    return made


def code_font(family: str, size: int) -> QFont:
    """The font for SQL: the user's, or the best of `CODE_FONTS` that is here."""
    there = set(QFontDatabase.families())
    wanted = [name for name in (family, *CODE_FONTS) if name in there]
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([*wanted, *font.families()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPointSize(size)
    return font


def tabular(font: QFont) -> QFont:
    """`font` with figures of one width, so that digits stand under digits."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def interface_font() -> QFont:
    """The system's font, at no less than 10 points, with a Chinese one behind it."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    there = set(QFontDatabase.families())
    own = list(font.families())
    if own in ([], ["Sans Serif"], ["Sans"]):
        own = [name for name in INTERFACE_FONTS if name in there][:1] + own
    font.setFamilies([*own, *(name for name in CHINESE_FONTS if name in there and name not in own)])
    if QFontInfo(font).pointSize() < 10:
        font.setPointSize(10)
    return font
