from __future__ import annotations

import re
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from spanloop.core.schema import EntityLabel, EventType, Ink
from spanloop.gui.proxy_style import SpanloopStyle
from spanloop.gui.stylesheet import style_sheet
from spanloop.gui.theme import THEME_NAMES, FontRole, Theme
from spanloop.resources import resource_path


def luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEME_NAMES)
class TestContrast:
    def test_words_can_be_read_on_every_surface(self, name: str) -> None:
        theme = Theme.named(name)  # pyright: ignore[reportArgumentType]
        for surface in ("page", "panel", "raised", "hover", "selected"):
            assert contrast(theme.colour("text"), theme.colour(surface)) >= 7
            assert contrast(theme.colour("text_2"), theme.colour(surface)) >= 4.5
        for role in ("text_3", "saved", "warning", "error", "suggestion", "accent"):
            assert contrast(theme.colour(role), theme.colour("page")) >= 4.5

    def test_every_label_can_be_read(self, name: str, qapp: QApplication) -> None:
        theme = Theme.named(name)  # pyright: ignore[reportArgumentType]
        labels = [EntityLabel(label) for label in ("PER", "ARM", "CIV", "ORG", "GPE", "LOC", "TIME", "NUM")]
        types = [EventType(kind) for kind in ("ATTACK", "STRIKE", "HARM", "MOVE", "SAY", "PROTEST")]
        for item in (*labels, *types):
            ink = theme.ink(item)
            assert contrast(ink.ink, theme.colour("page")) >= 4.5
            assert contrast(ink.on_ink, ink.ink) >= 4.5
            assert contrast(theme.colour("text"), ink.tint) >= 7


def test_a_label_brings_its_own_colours_else_gets_some_of_its_own(qapp: QApplication) -> None:
    theme = Theme.named("light")
    own = EntityLabel("BOAT", colours={"light": Ink("#112233", "#EEEEEE", "#FFFFFF")})
    assert theme.ink(own).ink == QColor("#112233")
    assert theme.ink(EntityLabel("BOAT")) == theme.ink(EntityLabel("BOAT"))
    assert theme.ink(EntityLabel("ARM")).ink == QColor("#C54057")
    assert Theme.named("dark").ink(own).ink != QColor("#112233")


def test_unknown_names_are_errors(qapp: QApplication) -> None:
    theme = Theme.named("light")
    with pytest.raises(KeyError):
        Theme.named("sepia")  # pyright: ignore[reportArgumentType]
    with pytest.raises(KeyError):
        theme.colour("mauve")
    with pytest.raises(KeyError):
        theme.metric("canvas.nothing")


def test_high_contrast_overrides_figures() -> None:
    assert Theme.named("light").metric("canvas.underline") == 2
    assert Theme.named("high-contrast").metric("canvas.underline") == 3
    assert Theme.named("high-contrast").metric("canvas.dim.tag_alpha") == 1


def test_fonts_have_the_sizes_of_the_design(qapp: QApplication) -> None:
    theme = Theme.named("light")
    sizes: dict[FontRole, int] = {"ui.meta": 11, "ui.base": 13, "reading": 17, "headline": 24, "reading_rtl": 20}
    for role, px in sizes.items():
        assert theme.font(role).pixelSize() == px
    assert theme.font("reading", zoom=200).pixelSize() == 34
    assert theme.font("ui.strong").weight() == 600
    assert theme.font("standfirst").italic()


def test_every_icon_is_painted_in_the_colour_asked_for(qapp: QApplication) -> None:
    theme = Theme.named("light")
    names = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
    assert len(names) > 20
    for name in names:
        image = theme.icon(name, role="error", size=16).pixmap(16, 16).toImage()
        pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        strongest = max(pixels, key=lambda colour: colour.alpha())
        assert strongest.alpha() > 100
        assert abs(strongest.red() - theme.colour("error").red()) <= 4
        disabled = theme.icon(name, size=16).pixmap(16, 16, QIcon.Mode.Disabled).toImage()
        assert disabled != theme.icon(name, size=16).pixmap(16, 16).toImage()


def test_the_style_sheet_fills_in_every_colour() -> None:
    filled = style_sheet(dict.fromkeys(_TOKENS, "#123456"))
    assert "#123456" in filled
    assert not re.search(r"\{\w+\}", filled)
    with pytest.raises(KeyError):
        style_sheet({})


_TOKENS = (
    "page", "panel", "raised", "sunken", "hover", "selected", "border", "border_control", "text", "text_2", "text_3",
    "disabled", "accent", "accent_hover", "on_accent", "focus", "saved", "warning", "error",
)  # fmt: skip


def test_a_theme_is_applied_and_changed(qapp: QApplication, qtbot: QtBot) -> None:
    before = (qapp.palette(), qapp.font(), qapp.styleSheet())
    window = QWidget()
    qtbot.addWidget(window)
    box, radio, choice = QCheckBox("Complete", window), QRadioButton("One", window), QComboBox(window)
    choice.addItem("Extractor v1")
    box.setGeometry(8, 8, 120, 24)
    radio.setGeometry(8, 40, 120, 24)
    choice.setGeometry(8, 72, 120, 28)
    try:
        pictures = []
        for name in THEME_NAMES:
            theme = Theme.named(name)
            theme.apply(qapp)
            assert qapp.palette().color(QPalette.ColorRole.Window) == theme.colour("panel")
            assert isinstance(qapp.style(), SpanloopStyle) or qapp.styleSheet()
            for checked in (False, True):
                box.setChecked(checked)
                radio.setChecked(checked)
                pictures.append(window.grab().toImage())
        assert all(one != other for one, other in pairwise(pictures))
    finally:
        qapp.setStyleSheet(before[2])
        qapp.setStyle("Fusion")
        qapp.setPalette(before[0])
        qapp.setFont(before[1])
