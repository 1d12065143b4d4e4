"""The theme's figures, fonts and colours at the canvas's zoom."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPen, QStaticText, QTextOption

from spanloop.core.schema import Schema
from spanloop.gui.canvas.paragraphs import FaceName, Paragraph
from spanloop.gui.canvas.reading import DESIGNED, Reading
from spanloop.gui.canvas.underlines import UnderlinePen
from spanloop.gui.canvas.view import PaintedMark
from spanloop.gui.theme import FontRole, LabelInk, Theme

_RTL_ROLES: dict[FaceName, FontRole] = {
    "reading": "reading_rtl",
    "headline": "headline_rtl",
    "standfirst": "standfirst_rtl",
    "boilerplate": "boilerplate_rtl",
}


@dataclass(frozen=True, slots=True)
class Face:
    """How one kind of paragraph is set: font, height of its text box, and where the baseline lies in it."""

    font: QFont
    box: int
    baseline: float
    char_width: float


class Style:
    """All that painting and layout need of a theme as a person likes to read it, made once.

    Lengths are device-independent pixels, whole numbers where lines are stacked, so that rows stay sharp.
    """

    def __init__(self, theme: Theme, schema: Schema, *, reading: Reading = DESIGNED) -> None:
        self.theme = theme
        self.reading = reading
        self.zoom = zoom = reading.zoom
        self.schema = schema
        self.quiet = theme.metric("canvas.dim.underline_alpha") < 1
        self.tag_row = self.px("canvas.tag_row")
        self.tag_height = self.px("canvas.tag_height")
        self.tag_gap = self.px("canvas.tag_gap")
        self.underline = self.px("canvas.underline")
        self.underline_gap = self.px("canvas.underline_gap")
        self.lane = self.px("canvas.underline_lane")
        self.arc_lane = self.px("canvas.arc_lane")
        self.arc_clear = self.px("canvas.arc_clear")
        self.gutter_lane = self.px("canvas.gutter_lane")
        self.paragraph_gap = self.px("canvas.para_gap")
        self.headline_gap = self.px("canvas.headline_gap")
        self.line_foot = self.scaled(4)
        #: Empty room under each line, for those who like it looser.
        self.looser = self.scaled(self.theme.metric("type.reading.line_box") * max(reading.spacing - 100, 0) / 100)
        #: The widest text column.
        self.measure = round(self.px("layout.canvas.text_max") * reading.width / 100)
        self.top_margin = self.scaled(20)
        self.hair = theme.metric("border.hair")
        self.pill_line = theme.metric("border.pill")
        self.tint_radius = theme.metric("radius.tint")
        self.pill_radius = theme.metric("radius.pill")
        self.tag_radius = theme.metric("radius.tag")
        self.dim_pill = theme.metric("canvas.dim.pill_alpha")
        self.dim_underline = theme.metric("canvas.dim.underline_alpha")
        self.dim_tag = theme.metric("canvas.dim.tag_alpha")
        #: Arcs and arrows grow with the text, and never get thinner than in the design.
        self.arc_line = theme.metric("canvas.arc_line") * max(zoom / 100, 1.0)
        self.arc_radius = theme.metric("canvas.arc_radius") * max(zoom / 100, 1.0)
        self.arrow = max(zoom / 100, 1.0)
        self.page = theme.colour("page")
        self.text = theme.colour("text")
        self.text_3 = theme.colour("text_3")
        self.boilerplate = theme.colour("boilerplate")
        self.boilerplate_field = theme.colour("boilerplate_field")
        self.entity_font = theme.font("tag_entity", zoom=zoom)
        self.trigger_font = theme.font("tag_trigger", zoom=zoom)
        self.gutter_font = theme.font("ui.meta", zoom=zoom)
        self.role_font = theme.font("ui.meta", zoom=zoom)
        self.role_font.setWeight(QFont.Weight.DemiBold)
        self.role_metrics = QFontMetricsF(self.role_font)
        #: The smallest letters, in pixels, of names in a gutter that is too narrow for large ones.
        self.least_name = min(10, QFontInfo(self.role_font).pixelSize())
        self._tag_metrics = {False: QFontMetricsF(self.entity_font), True: QFontMetricsF(self.trigger_font)}
        self._faces: dict[tuple[FaceName, bool], Face] = {}
        self._inks: dict[tuple[str, bool], LabelInk] = {}
        self._tag_texts: dict[tuple[str, bool], QStaticText] = {}
        self._tag_widths: dict[tuple[str, bool], int] = {}
        self._numbers = {item.label: number for number, item in enumerate(schema.entities)}
        self._underlines: dict[int, UnderlinePen] = {}
        self._options = {rtl: _option(rtl) for rtl in (False, True)}

    def scaled(self, px: float) -> int:
        """A length of the mock at this zoom, in whole pixels."""
        return round(px * self.zoom / 100)

    def px(self, path: str) -> int:
        """A figure of the tokens at this zoom, in whole pixels."""
        return self.scaled(self.theme.metric(path))

    def face(self, paragraph: Paragraph) -> Face:
        """How a paragraph is set."""
        key = (paragraph.face, paragraph.rtl)
        if key not in self._faces:
            self._faces[key] = self._make_face(*key)
        return self._faces[key]

    def option(self, paragraph: Paragraph) -> QTextOption:
        """Wrapping, direction and alignment of a paragraph."""
        return self._options[paragraph.rtl]

    def _make_face(self, face: FaceName, rtl: bool) -> Face:
        role = _RTL_ROLES[face] if rtl else face
        font = self.theme.font(role, zoom=self.zoom)
        metrics = QFontMetricsF(font)
        script = "type.reading_rtl" if rtl else "type.reading"
        box = self.px(f"{script}.line_box" if face == "reading" else f"{script}.{face}.line_box")
        box = round(box * min(self.reading.spacing, 100) / 100)
        baseline = (box - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        return Face(font, box, baseline, metrics.averageCharWidth())

    # marks

    def ink(self, mark: PaintedMark) -> LabelInk:
        """The colours of a mark's label; grey ones when the schema does not have it."""
        key = (mark.label, mark.trigger)
        if key not in self._inks:
            item = self.schema.event(mark.label) if mark.trigger else self.schema.entity(mark.label)
            self._inks[key] = self.theme.ink(item, schema=self.schema) if item else self.theme.unknown_ink()
        return self._inks[key]

    def underline_of(self, mark: PaintedMark) -> UnderlinePen:
        """What draws the underline of a mark's label; the schema's labels take the patterns in their order."""
        number = self._numbers.get(mark.label, 0) if self.reading.patterns else 0
        if number not in self._underlines:
            self._underlines[number] = UnderlinePen(number, height=self.underline, scale=self.zoom / 100)
        return self._underlines[number]

    def key(self, mark: PaintedMark) -> str:
        """The schema's key of a mark's label, or ""."""
        item = self.schema.event(mark.label) if mark.trigger else self.schema.entity(mark.label)
        return item.key if item else ""

    def tag_width(self, words: str, trigger: bool) -> int:
        """Width of a tag with these words: an entity's are bare, a trigger's stand in a box."""
        key = (words, trigger)
        if key not in self._tag_widths:
            width = self._tag_metrics[trigger].horizontalAdvance(words)
            self._tag_widths[key] = int(width + 0.999) + self.scaled(8 if trigger else 1)
        return self._tag_widths[key]

    def tag_text(self, words: str, trigger: bool) -> QStaticText:
        """The words of a tag, prepared for painting."""
        key = (words, trigger)
        if key not in self._tag_texts:
            text = QStaticText(words)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=self.trigger_font if trigger else self.entity_font)
            self._tag_texts[key] = text
        return self._tag_texts[key]

    def role_words(self, role: str, most: float) -> str:
        """A role's name, cut off at `most` pixels."""
        return self.role_metrics.elidedText(role, Qt.TextElideMode.ElideRight, most)

    def tag_offset(self, trigger: bool) -> float:
        """From the top of a tag to the top of its words, which stand in its middle."""
        return (self.tag_height - self._tag_metrics[trigger].height()) / 2

    def dash_pen(self, colour: QColor, width: float) -> QPen:
        """The pen of suggestions: dashes of 3 and gaps of 2.5 widths at 1 px."""
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setDashPattern([3.0 / width, 2.5 / width])
        return pen


def _option(rtl: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    return option
