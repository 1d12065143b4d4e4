"""Zones on the desk: what a person says of lines, by key, menu or mouse, becomes acts of the session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from spanloop.core.article import SILENT_ZONES, Article, Zone, ZoneKind
from spanloop.gui.canvas import Canvas
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import menu_text
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.acts import ZoneEditing
from spanloop.operations import zoning

#: What the small menu offers: action, words, and the letter that chooses it there, as in the zone editor.
CHOICES: tuple[tuple[str, str, str], ...] = (
    ("zone.headline", "Headline", "h"),
    ("zone.standfirst", "Standfirst", "s"),
    ("zone.boilerplate", "Boilerplate", "b"),
    ("zone.comment", "Comment", "c"),
    ("zone.article_break", "Article break, with its date…", "d"),
    ("zone.clear", "Text of the article", "a"),
    ("zone.confirm", "Confirm all zones", "o"),
    ("zones.edit", "Edit all lines…", "e"),
)
_NO_KIND = frozenset({"zone.confirm", "zones.edit"})
_KINDS: tuple[ZoneKind, ...] = ("headline", "standfirst", "boilerplate", "comment")


def zone_at(article: Article, offset: int) -> Zone | None:
    """The zone that holds the character at an offset."""
    return next((zone for zone in article.zones if zone.start <= offset < zone.end), None)


def is_silent(article: Article, offset: int) -> bool:
    """Whether nothing can be marked at an offset."""
    zone = zone_at(article, offset)
    return zone is not None and zone.kind in SILENT_ZONES


class ItemDate(Sheet):
    """Asks for the date of the digest item that begins on the selected lines; given(date), "" for none."""

    given = Signal(str)

    def __init__(self, date: str, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Another item begins here", theme=theme, parent=parent)
        self.setObjectName("itemDate")
        self.add_text("It becomes a segment of its own with this date. Without one it has the date of the article.")
        self.date = QLineEdit(date)
        self.date.setPlaceholderText("2024-03-12")
        self.date.selectAll()
        self.add_field("Date, year first", self.date)
        self._note = self.add_text("A date is written year first: 2024-03-12.", tone="error")
        self._note.hide()
        self.add_cancel()
        self.done_button = self.add_button("Set article break", primary=True)
        self.done_button.clicked.connect(self._finish)
        self.date.textChanged.connect(self._check)

    def _check(self) -> None:
        wrong = not zoning.is_date(self.date.text())
        self._note.setVisible(wrong)
        self.done_button.setEnabled(not wrong)

    def _finish(self) -> None:
        self.accept()
        self.given.emit(self.date.text().strip())


class ZoneActs:
    """Acts on the lines that are selected, or on the line of the cursor."""

    def __init__(self, page: QWidget, canvas: Canvas, *, commands: Commands, theme: Callable[[], Theme]) -> None:
        self._page = page
        self._canvas = canvas
        self._commands = commands
        self._theme = theme
        self.session: DeskSession | None = None
        for kind in _KINDS:
            commands.bind(f"zone.{kind}", lambda kind=kind: self.set(kind))
        commands.bind("zone.clear", lambda: self.set(None))
        commands.bind("zone.article_break", self._ask_date)
        commands.bind("zone.confirm", self._confirm)
        commands.bind("zone.menu", self._open_menu)
        self.editing = ZoneEditing(page, canvas, commands=commands, session=lambda: self.session, theme=theme)

    def set(self, kind: ZoneKind | None, *, date: str | None = None) -> None:
        """Make the lines a zone of this kind, or text of the article; the cursor stays where it is."""
        session, span = self.session, self._canvas.selection()
        if session is not None and session.desk is not None and span:
            start, end = span[0][0], span[-1][1]
            session.act(zoning.set_zone, article=session.article, start=start, end=end, kind=kind, date=date)
            self._canvas.setFocus()

    def _confirm(self) -> None:
        session = self.session
        if session is not None and session.desk is not None:
            session.act(zoning.confirm_zones, article=session.article)
            self._canvas.setFocus()

    def _ask_date(self) -> None:
        session, span = self.session, self._canvas.selection()
        if session is None or session.desk is None or not span:
            return
        proposed = zoning.item_date(session.desk.article, span[0][0], span[-1][1])
        dialog = ItemDate(proposed, theme=self._theme(), parent=self._page)
        dialog.given.connect(lambda date: self.set("article_break", date=date))
        dialog.open()

    # the small menu

    def fill(self, menu: QMenu) -> QMenu:
        """Put the choices into a menu, each with its letter; what is so already is ticked."""
        desk, span = (self.session.desk if self.session else None), self._canvas.selection()
        here = zone_at(desk.article, span[0][0]) if desk and span else None
        so = f"zone.{here.kind}" if here else "zone.clear"
        for action_id, words, letter in CHOICES:
            place = words.lower().index(letter)
            entry = menu.addAction(f"{menu_text(words[:place])}&{menu_text(words[place:])}\t{letter}")
            entry.setCheckable(action_id not in _NO_KIND)
            entry.setChecked(action_id == so)
            entry.setEnabled(self._commands.qt(action_id).isEnabled())
            entry.triggered.connect(lambda _=False, action_id=action_id: self._commands.run(action_id))
        return menu

    def _open_menu(self) -> None:
        """The choices beside the line, for the keyboard: a letter chooses one, Esc none."""
        span = self._canvas.selection()
        if not span:
            return
        menu = self.fill(QMenu(self._page))
        menu.setObjectName("zoneMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        below = self._canvas.rect_of(span[-1][1] - 1).bottomLeft().toPoint()
        menu.popup(self._canvas.viewport().mapToGlobal(below))
