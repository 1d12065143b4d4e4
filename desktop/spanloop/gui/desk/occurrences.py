"""The mark under the cursor everywhere: in this article at once, in all articles after a look at the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from spanloop.core.article import Article
from spanloop.core.folding import Strength
from spanloop.core.marks import Event, Mention
from spanloop.core.occurrences import Phrase, phrase_of
from spanloop.core.wording import count
from spanloop.gui.canvas import Canvas
from spanloop.gui.commands import Commands
from spanloop.gui.desk.occurrence_sheet import Look, OccurrenceSheet, left_out
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.spans import fragments_of
from spanloop.gui.theme import LabelInk, Theme
from spanloop.operations.occurrences import (
    Places,
    Spot,
    Wanted,
    articles_with,
    look_everywhere,
    look_in_article,
    mark_places,
)


class OccurrenceActs:
    """What `*` and Ctrl+Shift+A do. tell: says in the status line what was done."""

    def __init__(
        self,
        page: QWidget,
        canvas: Canvas,
        *,
        commands: Commands,
        theme: Callable[[], Theme],
        tell: Callable[[str], None],
    ) -> None:
        self.session: DeskSession | None = None
        self._page, self._canvas, self._theme, self._tell = page, canvas, theme, tell
        self._commands = commands
        commands.bind("mark.everywhere", self.in_article)
        commands.bind("mark.everywhere_corpus", self.in_all)

    def in_article(self) -> None:
        """Mark the words of the mark under the cursor wherever they stand in this article, as one act.

        Where nothing is left to mark in the same case, other case counts too.
        """
        session, meant = self.session, self._meant()
        if session is None or session.desk is None or meant is None:
            return
        desk = session.desk
        phrase, wanted = meant
        look = partial(look_in_article, desk.article, desk.marks, phrase, wanted)
        found = look()
        # Where the words are alike in any case there is nothing to ask about.
        folded = look(strength="case") if phrase.text.upper() != phrase.text.lower() else found
        strength: Strength = "exact"
        if not found.fresh and folded.fresh:
            found, strength = folded, "case"
        if found.fresh:
            done = session.act(mark_places, wanted=wanted, places={session.article: found.fresh})
            if done is None:
                return
        more = len(folded.fresh) - len(found.fresh) if strength == "exact" else 0
        said = _said(found, more=more, folded=strength == "case")
        if found.fresh:
            self._tell(said)
        else:
            self._commands.say(f"{said}.")

    def in_all(self) -> None:
        """Show where the words of the mark under the cursor stand in all articles, to be marked as one act."""
        session, meant = self.session, self._meant()
        if session is None or meant is None:
            return
        phrase, wanted = meant
        articles = session.attempt(lambda: articles_with(session.project, phrase))
        if articles is None:
            return
        begin = partial(_look, session, articles, phrase, wanted)
        seen = session.project.data_version()
        look = Look(phrase.text, wanted.label, self._ink(wanted), wanted.is_event, len(articles), begin)
        sheet = OccurrenceSheet(look, theme=self._theme(), parent=self._page)
        sheet.wanted.connect(lambda places: self._mark(wanted, places, seen))
        sheet.finished.connect(lambda _: self._canvas.setFocus())
        sheet.open()

    def _mark(self, wanted: Wanted, places: Mapping[str, Sequence[Spot]], seen: int) -> None:
        session = self.session
        done = session.act(mark_places, wanted=wanted, places=places, seen=seen) if session else None
        if done:
            where = count(len(done.articles), "article")
            self._tell(f"{count(len(done.marks), 'place')} marked {wanted.label} in {where}")

    def _meant(self) -> tuple[Phrase, Wanted] | None:
        """The words and label of the own mark, or of the suggested mention, under the cursor."""
        session = self.session
        if session is None or session.desk is None:
            return None
        uid = self._canvas.mark_at_cursor()
        mark = session.own(uid) or session.suggested(uid)
        if mark is None:
            return None
        if isinstance(mark, Event) and session.own(uid) is None:
            # Its arguments are suggestions too: somebody has to look at them first.
            self._commands.say("Accept this event first, then mark its words everywhere.")
            return None
        return phrase_of(session.desk.article, fragments_of(mark)), _wanted(mark)

    def _ink(self, wanted: Wanted) -> LabelInk:
        session, theme = self.session, self._theme()
        schema = session.schema if session else None
        if schema is None:
            return theme.unknown_ink()
        item = schema.event(wanted.label) if wanted.is_event else schema.entity(wanted.label)
        return theme.unknown_ink() if item is None else theme.ink(item, schema=schema)


def _look(
    session: DeskSession, articles: list[str], phrase: Phrase, wanted: Wanted, strength: Strength
) -> Iterator[tuple[Article, Places]]:
    return look_everywhere(
        session.project, author=session.author, articles=articles, phrase=phrase, wanted=wanted, strength=strength
    )


def _wanted(mark: Mention | Event) -> Wanted:
    return Wanted(mark.type, is_event=True) if isinstance(mark, Event) else Wanted(mark.label)


def _said(found: Places, *, more: int, folded: bool) -> str:
    """What came of it: "7 marked, 2 were marked already"."""
    parts = [f"{len(found.fresh):,} marked{' in other case' if folded else ''}" if found.fresh else "None marked"]
    parts += left_out(found.marked, found.otherwise, found.silent)
    if more:
        parts.append(f"{more:,} more in other case, once more marks them")
    return ", ".join(parts)
