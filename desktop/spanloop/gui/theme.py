"""Colours, fonts, sizes and icons of the window, read from the design tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args
from zlib import crc32

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from spanloop.core.schema import EntityLabel, EventType, Ink, Schema, ThemeName
from spanloop.gui.label_colours import share_out
from spanloop.gui.proxy_style import SpanloopStyle
from spanloop.gui.stylesheet import style_sheet
from spanloop.resources import resource_path

THEME_NAMES: tuple[ThemeName, ...] = get_args(ThemeName)
FontRole = Literal[
    "ui.meta", "ui.small", "ui.base", "ui.strong", "ui.title", "ui.page", "ui.figure",
    "reading", "headline", "standfirst", "boilerplate",
    "reading_rtl", "headline_rtl", "standfirst_rtl", "boilerplate_rtl",
    "tag_entity", "tag_trigger", "mono",
]  # fmt: skip

_Part = Literal["entities", "events"]


@dataclass(frozen=True, slots=True)
class LabelInk:
    """The colours of one label: line and tag, field behind the text, and text on solid ink.

    pattern: the number of the pattern that its underlines have, 0 for an unbroken line.
    """

    ink: QColor
    tint: QColor
    on_ink: QColor
    pattern: int = 0


class Theme:
    """One of the three themes. Made by `Theme.named`; widgets may share one, for nobody changes it but who made it.

    Figures are device-independent pixels at 100% zoom. Fonts are made on each call and belong to the caller.
    """

    def __init__(self, name: ThemeName, tokens: Mapping[str, Any], *, patterns: bool = True) -> None:
        self.name: ThemeName = name
        self.patterns = patterns
        self._tokens = tokens
        self._override: Mapping[str, Any] = tokens["overrides"].get(name, {})
        self._colours = {
            token: QColor(value) for token, value in tokens["themes"][name].items() if isinstance(value, str)
        }
        self._plot = [QColor(value) for value in tokens["themes"][name]["plot"]]
        self._shared: tuple[Schema, Mapping[_Part, Mapping[str, str]]] | None = None
        self._numbers: Mapping[str, int] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self._fonts: dict[tuple[FontRole, float], QFont] = {}

    @staticmethod
    def named(name: ThemeName, *, patterns: bool = True) -> Theme:
        """The theme "light", "dark" or "high-contrast"; raises KeyError for any other name.

        patterns: whether the underlines of labels are told apart without their colours too.
        """
        if name not in THEME_NAMES:
            raise KeyError(name)
        return Theme(name, _tokens(), patterns=patterns)

    def become(self, other: Theme) -> None:
        """Take over everything of another theme, for what goes on painting with this one; others call `named`."""
        vars(self).update(vars(other))

    # colours

    def colour(self, token: str) -> QColor:
        """The colour of a token ("page", "text_2", "accent"); raises KeyError for an unknown one."""
        return QColor(self._colours[token])

    def plot_colour(self, index: int) -> QColor:
        """The colour of the chart series number `index`, from 0; the four colours repeat."""
        return QColor(self._plot[index % len(self._plot)])

    def ink(self, item: EntityLabel | EventType, *, schema: Schema | None = None) -> LabelInk:
        """The colours of a label or type: its own, else those kept for its name, else some of the palette.

        schema: where it stands in; by its order there the first twelve labels, and types, never have the same colours,
        and labels take the patterns of underlines.
        """
        shares = self._shares(schema) if schema is not None else None
        pattern = self._numbers.get(item.label, 0) if shares and self.patterns and isinstance(item, EntityLabel) else 0
        own = item.colours.get(self.name)
        if own is not None:
            return self._label_ink(own, pattern)
        part: _Part = "entities" if isinstance(item, EntityLabel) else "events"
        name = _name(item)
        palette: Mapping[str, Any] = self._tokens["labels"][part]
        chosen = shares[part].get(name) if shares is not None else None
        if chosen is None:
            chosen = name if name in palette else list(palette)[crc32(name.encode("utf-8")) % len(palette)]
        return self._label_ink(Ink(**palette[chosen][self.name]), pattern)

    def label_palette(self, *, events: bool) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """The colours that labels, or event types, share: by name, then theme, then "ink", "tint" and "on_ink"."""
        palette: Mapping[str, Any] = self._tokens["labels"]["events" if events else "entities"]
        parts = ("ink", "tint", "on_ink")
        return {
            name: {theme: {part: held[theme][part] for part in parts} for theme in THEME_NAMES if theme in held}
            for name, held in palette.items()
        }

    def _shares(self, schema: Schema) -> Mapping[_Part, Mapping[str, str]]:
        """Which name of the palette each label and type of a schema takes its colours from."""
        if self._shared is None or self._shared[0] is not schema:
            made: dict[_Part, Mapping[str, str]] = {
                "entities": self._share_out("entities", schema.entities),
                "events": self._share_out("events", schema.events),
            }
            self._shared = (schema, made)
            self._numbers = {item.label: number for number, item in enumerate(schema.entities)}
        return self._shared[1]

    def _share_out(self, part: _Part, items: Sequence[EntityLabel | EventType]) -> Mapping[str, str]:
        palette: Mapping[str, Any] = self._tokens["labels"][part]
        named = {palette[name][self.name]["ink"].upper(): name for name in palette}
        own = {_name(item): ink.ink.upper() for item in items if (ink := item.colours.get(self.name)) is not None}
        # Colours that the palette does not have clash with none of it, and are kept apart under their own value.
        reserved = {name: named.get(ink, ink) for name, ink in own.items()}
        return share_out([_name(item) for item in items], list(palette), reserved)

    def unknown_ink(self) -> LabelInk:
        """The colours of a label that the schema does not have (any more)."""
        return LabelInk(self.colour("text_3"), self.colour("sunken"), self.colour("page"))

    def _label_ink(self, ink: Ink, pattern: int) -> LabelInk:
        return LabelInk(QColor(ink.ink), QColor(ink.tint), QColor(ink.on_ink), pattern)

    # sizes

    def metric(self, path: str) -> float:
        """A figure by its path in the tokens, as `metric("canvas.tag_row")`; raises KeyError when there is none."""
        for source in (self._override, self._tokens):
            found: Any = source
            for part in path.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
            if isinstance(found, int | float):
                return float(found)
        raise KeyError(path)

    # fonts

    def font(self, role: FontRole, *, zoom: float = 100) -> QFont:
        """A font by its role. zoom: per cent; the canvas passes its own, everything else leaves it at 100."""
        # Asking the system for its families takes about a millisecond, and every painted line asks for a font.
        key = (role, zoom)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(role, zoom)
        return QFont(self._fonts[key])

    def _make_font(self, role: FontRole, zoom: float) -> QFont:
        if role.startswith("ui."):
            return self._ui_font(self._tokens["type"]["ui"][role[3:]], zoom)
        if role == "mono":
            font = _sized(_family(self._tokens["type"]["mono_family"]), 13, zoom)
            font.setStyleHint(QFont.StyleHint.Monospace)
            return font
        if role in ("tag_entity", "tag_trigger"):
            tag = self._tokens["type"]["tag"]
            font = _sized(_ui_families(), tag["px"], zoom)
            font.setWeight(QFont.Weight(tag["entity_weight" if role == "tag_entity" else "trigger_weight"]))
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tag["letter_spacing_px"] * zoom / 100)
            return font
        return self._reading_font(role, zoom)

    def _ui_font(self, spec: Mapping[str, Any], zoom: float) -> QFont:
        font = _sized(_ui_families(), spec["px"], zoom)
        font.setWeight(QFont.Weight(spec["weight"]))
        # Figures of one width, so that counts and times do not jitter when they change.
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _reading_font(self, role: str, zoom: float) -> QFont:
        type_ = self._tokens["type"]
        rtl = role.endswith("_rtl")
        base, other = (type_["reading_rtl"], type_["reading"]) if rtl else (type_["reading"], type_["reading_rtl"])
        spec = {**base, **base.get(role.removesuffix("_rtl"), {})}
        font = _sized([*_family(base["family"]), *_family(other["family"])], spec["px"], zoom)
        font.setStyleHint(QFont.StyleHint.Serif)
        font.setWeight(QFont.Weight(spec.get("weight", 400)))
        font.setItalic(bool(spec.get("italic", False)))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    # icons

    def icon(self, name: str, *, role: str = "text_2", size: int = 16) -> QIcon:
        """An icon of resources/icons in the colour of a token, sharp at 1x, 2x and 3x; greyed when disabled."""
        key = (name, role, size)
        if key not in self._icons:
            icon = QIcon()
            for scale in (1, 2, 3):
                icon.addPixmap(self._pixmap(name, role, size, scale), QIcon.Mode.Normal)
                icon.addPixmap(self._pixmap(name, "disabled", size, scale), QIcon.Mode.Disabled)
            self._icons[key] = icon
        return QIcon(self._icons[key])

    def _pixmap(self, name: str, role: str, size: int, scale: int) -> QPixmap:
        svg = _icon_source(name).replace("#000", self._colours[role].name())
        pixmap = QPixmap(size * scale, size * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(svg.encode("utf-8"))).render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    # the whole program

    def palette(self) -> QPalette:
        """The Qt palette of this theme."""
        palette = QPalette()
        for role, token in self._tokens["palette"].items():
            group, _, name = role.rpartition(".")
            colour_role = getattr(QPalette.ColorRole, name)
            if group:
                palette.setColor(getattr(QPalette.ColorGroup, group), colour_role, self._colours[token])
            else:
                palette.setColor(colour_role, self._colours[token])
        return palette

    def apply(self, app: QApplication) -> None:
        """Set style, palette, base font and style sheet of the program. May be called again to change the theme."""
        app.setStyle(SpanloopStyle(self._colours))
        app.setPalette(self.palette())
        app.setFont(self.font("ui.base"))
        app.setStyleSheet(style_sheet({token: colour.name() for token, colour in self._colours.items()}))


def _name(item: EntityLabel | EventType) -> str:
    return item.label if isinstance(item, EntityLabel) else item.type


@cache
def _tokens() -> Mapping[str, Any]:
    return json.loads(resource_path("design", "tokens.json").read_text(encoding="utf-8"))


@cache
def _icon_source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def _ui_families() -> list[str]:
    return [QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]


def _family(wanted: list[str]) -> list[str]:
    """The installed ones of the wanted families; all of them when none is, so that Qt chooses by style hint."""
    installed = set(QFontDatabase.families())
    return [family for family in wanted if family in installed] or wanted


def _sized(families: list[str], px: float, zoom: float) -> QFont:
    """A font of `px` logical pixels. Qt keeps whole pixels only, so a fraction goes through points of this screen."""
    font = QFont(families)
    size = px * zoom / 100
    if size == round(size):
        font.setPixelSize(max(1, round(size)))
    else:
        screen = QGuiApplication.primaryScreen()
        font.setPointSizeF(size * 72 / (screen.logicalDotsPerInchY() if screen else 96))
    return font
