"""A page of the guide as Qt's rich text, in the colours of a theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QFont, QImageReader

from spanloop.core.errors import SpanloopError
from spanloop.gui.actions import KeysOf
from spanloop.gui.guide import markup
from spanloop.gui.guide.book import Page, anchor, guide_folder
from spanloop.gui.guide.speaking import key_of, name_of
from spanloop.gui.theme import FontRole, Theme

#: How wide a column of text is at most, in pixels at 100%: as wide as that of the article.
COLUMN = 680
#: So many pixels of a picture make one of the page, so that it is as sharp as everything else on a screen of 2x too.
SHARPNESS = 2
#: The name that all keys of a page bear, by which they are found to be painted.
CAP = "key-cap"
_DARK = "-dark"


@dataclass(frozen=True, slots=True)
class Paper:
    """How a page is set. zoom: per cent. width: of the column, in pixels, at which pictures end."""

    theme: Theme
    keys: KeysOf
    zoom: int = 100
    width: int = COLUMN


def picture_file(file: str, theme: Theme) -> str:
    """The picture that fits the colours, below the folder of the guide: a dark one where there is one."""
    if theme.name == "light":
        return file
    dark = file.replace(".png", f"{_DARK}.png")
    return dark if (guide_folder() / dark).is_file() else file


def picture_size(file: str) -> tuple[int, int]:
    """Width and height of a picture in pixels; raises SpanloopError where it cannot be read."""
    reader = QImageReader(str(guide_folder() / file))
    size = reader.size()
    if not size.isValid():
        raise SpanloopError(
            "A picture of the guide cannot be read", where=f"guide/{file}", way_out="Install Spanloop again."
        )
    return size.width(), size.height()


def shown_size(file: str, paper: Paper) -> tuple[int, int]:
    """Width and height at which a picture stands on the page, in device-independent pixels."""
    width, height = picture_size(file)
    wide = min(round(width / SHARPNESS * paper.zoom / 100), paper.width - 2)
    return wide, round(height * wide / width)


def html_of(page: Page, paper: Paper) -> str:
    """The page as HTML of the kind that QTextDocument reads; raises SpanloopError for a picture that is not there."""
    return f"<html><body>{''.join(_block(block, paper) for block in page.blocks)}</body></html>"


def _block(block: markup.Block, paper: Paper) -> str:
    match block:
        case markup.Heading():
            return _heading(block, paper)
        case markup.Paragraph():
            return f"<p style='{_text(paper)} margin: 0 0 {_px(10, paper)};'>{_line(block.line, paper)}</p>"
        case markup.Listing():
            return _listing(block, paper)
        case markup.Table():
            return _table(block, paper)
        case markup.Code():
            return _code(block, paper)
        case markup.Picture():
            return _picture(block, paper)


def _heading(heading: markup.Heading, paper: Paper) -> str:
    role: FontRole = ("ui.page", "ui.title", "ui.strong")[heading.level - 1]
    above = (0, 20, 14)[heading.level - 1]
    words = "".join(part.text for part in heading.line if not isinstance(part, markup.Act))
    colour = paper.theme.colour("text").name()
    return (
        f"<p style='{_font(role, paper)} color: {colour}; margin: {_px(above, paper)} 0 {_px(8, paper)};'>"
        f"<a name='{anchor(words)}'></a>{_line(heading.line, paper)}</p>"
    )


def _listing(listing: markup.Listing, paper: Paper) -> str:
    tag = "ol" if listing.numbered else "ul"
    items = "".join(
        f"<li style='{_text(paper)} margin: 0 0 {_px(5, paper)};'>{_line(item, paper)}</li>" for item in listing.items
    )
    return f"<{tag} style='margin: 0 0 {_px(10, paper)}; -qt-list-indent: 1;'>{items}</{tag}>"


def _table(table: markup.Table, paper: Paper) -> str:
    theme = paper.theme
    edge = f"border-bottom: 1px solid {theme.colour('border').name()}; padding: {_px(5, paper)} {_px(14, paper)} "
    edge += f"{_px(5, paper)} 0;"
    quiet = f"{_font('ui.small', paper)} color: {theme.colour('text_2').name()};"
    rows = "".join(
        f"<tr>{_cells(row, f'{edge} {style}', paper)}</tr>"
        for row, style in ((table.head, quiet), *((row, _text(paper)) for row in table.rows))
    )
    shape = f"cellspacing='0' cellpadding='0' style='border-collapse: collapse; margin: 0 0 {_px(12, paper)};'"
    return f"<table width='100%' {shape}>{rows}</table>"


def _cells(row: Iterable[markup.Line], style: str, paper: Paper) -> str:
    return "".join(f"<td style='{style}'>{_line(cell, paper)}</td>" for cell in row)


def _code(code: markup.Code, paper: Paper) -> str:
    theme = paper.theme
    style = f"{_font('mono', paper)} color: {theme.colour('text').name()}; white-space: pre-wrap;"
    field = f"bgcolor='{theme.colour('sunken').name()}' style='padding: {_px(8, paper)} {_px(12, paper)};'"
    text = escape(code.text).replace("\n", "<br>")
    return (
        f"<table width='100%' cellspacing='0' cellpadding='0' style='margin: 0 0 {_px(12, paper)};'>"
        f"<tr><td {field}><span style='{style}'>{text}</span></td></tr></table>"
    )


def _picture(picture: markup.Picture, paper: Paper) -> str:
    width, height = shown_size(picture_file(picture.file, paper.theme), paper)
    quiet = f"{_font('ui.small', paper)} color: {paper.theme.colour('text_2').name()};"
    return (
        f"<p style='margin: {_px(4, paper)} 0 {_px(4, paper)};'>"
        f"<img src='{escape(picture.file)}' width='{width}' height='{height}' alt='{escape(picture.words)}'></p>"
        f"<p style='{quiet} margin: 0 0 {_px(12, paper)};'>{escape(picture.words)}</p>"
    )


def _line(line: Iterable[markup.Inline], paper: Paper) -> str:
    return "".join(_part(part, paper) for part in line)


def _part(part: markup.Inline, paper: Paper) -> str:
    theme = paper.theme
    match part:
        case markup.Words(text, "code"):
            style = f"{_font('mono', paper)} background-color: {theme.colour('sunken').name()};"
            return f"<span style='{style}'>{escape(text)}</span>"
        case markup.Words(text, kind):
            tag = {"strong": "b", "emphasis": "i"}.get(kind)
            return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)
        case markup.Key(text):
            return _cap(text, paper)
        case markup.Act(_, named=True):
            return f"<b>{escape(name_of(part))}</b>"
        case markup.Act():
            key = key_of(part, paper.keys)
            return _cap(key, paper) if key else f"<b>{escape(name_of(part))}</b>"
        case markup.Link() if part.outside:
            return escape(f"{part.text} ({part.target})")
        case markup.Link(text, target):
            style = f"color: {theme.colour('accent').name()}; text-decoration: underline;"
            return f"<a href='{escape(target)}' style='{style}'>{escape(text)}</a>"


def _cap(key: str, paper: Paper) -> str:
    """A key, kept in one line; the window paints the cap around what is named so."""
    style = f"{_font('ui.small', paper)} color: {paper.theme.colour('text').name()};"
    return f"<a name='{CAP}' style='{style}'>\u00a0{escape(key)}\u00a0</a>"


def _text(paper: Paper) -> str:
    return f"{_font('ui.base', paper, larger=1)} color: {paper.theme.colour('text').name()}; line-height: 115%;"


def _font(role: FontRole, paper: Paper, *, larger: int = 0) -> str:
    """Size and weight of a role of the theme; its family where it is another than that of the window.

    larger: pixels more than everywhere else, for running text. Qt reads no quoted names in such a style.
    """
    font = paper.theme.font(role)
    size = round((font.pixelSize() + larger) * paper.zoom / 100)
    family = f" font-family: {escape(', '.join(font.families()))};" if role == "mono" else ""
    weight = f" font-weight: {font.weight()};" if font.weight() != QFont.Weight.Normal else ""
    return f"font-size: {size}px;{weight}{family}"


def _px(size: int, paper: Paper) -> str:
    return f"{round(size * paper.zoom / 100)}px"
