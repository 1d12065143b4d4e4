"""The Judge page: who is compared with whom and on what, the figures, and the errors behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import ErrorRow, Evaluation, On
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.empty_page import EmptyPage
from spanloop.gui.fields import Segments
from spanloop.gui.judge.choices import TRUTH, Choice, Choices, Version
from spanloop.gui.judge.comparing import Comparing, Result
from spanloop.gui.judge.controls import Chooser
from spanloop.gui.judge.figures import MODES, PARTS
from spanloop.gui.judge.notice import NoticeBar
from spanloop.gui.judge.results import Results
from spanloop.gui.judge.trusting import Trusting
from spanloop.gui.keywords import of_table, spell
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations import versions
from spanloop.operations.comparable import comparable_authors
from spanloop.operations.freezing import frozen_test
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.judge.trust import TrustView

_NO_SCHEMA = Schema("", "")
_MARGIN_X, _MARGIN_Y, _GAP = 24, 16, 16
_NARROW = 1200
_EMPTY = "Nothing to compare."
_EMPTY_WAY_OUT = "Choose two authors who marked the same articles."


class JudgePage(QWidget):
    """Shows how far two sides agree. The comparison runs in a child process.

    open_asked(article, start, end, mark): the place of an error is to be shown; mark is the uid of one that may be on
    the desk, "" for none. opened(ErrorRow): that is done. gold_doubted(ErrorRow): the reference is
    to be looked at, because it may be wrong. status_changed: the status line has something else to say.
    """

    open_asked = Signal(str, int, int, str)
    opened = Signal(object)
    gold_doubted = Signal(object)
    status_changed = Signal()

    def __init__(
        self, settings: Settings, *, theme: Theme, keys: KeysOf = of_table, parent: QWidget | None = None
    ) -> None:
        """keys: those that acts have now."""
        super().__init__(parent)
        self._theme, self._settings, self._keys = theme, settings, keys
        self._session: DeskSession | None = None
        self._choices = Choices((), ())
        self.choice = Choice("", TRUTH, "test")
        self._shown: Result | None = None
        self.comparing = Comparing(settings, self)
        self.comparing.changed.connect(self._refresh)
        self.trusting = Trusting(settings, page=self, theme=lambda: self._theme)
        self._trust: TrustView | None = None
        self._build()
        self._wire()
        self._refresh()

    # building

    def _build(self) -> None:
        theme = self._theme
        self.who = Chooser("Judged", theme)
        self.against = Chooser("Against", theme)
        self.on = Chooser("On", theme)
        self._words = [PlainLabel("against", tone="quiet"), PlainLabel("on", tone="quiet")]
        self.parts = Segments(PARTS, theme=theme, wide=True)
        self.parts.setAccessibleName("Part")
        self.parts.choose("triggers")
        self.modes = Segments(MODES, theme=theme, wide=True)
        self.modes.setAccessibleName("Place")
        self.views = Segments({"scores": "Scores", "trust": "Trust"}, theme=theme, wide=True)
        self.views.setAccessibleName("Scores, or how far they can be trusted")
        row = self._row = QHBoxLayout()
        row.setSpacing(12)
        for part in (self.who, self._words[0], self.against, self._words[1], self.on):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.views, self.parts, self.modes):
            row.addWidget(part)
        self.notice = NoticeBar(theme)
        self.empty = EmptyPage(theme)
        self.results = Results(theme, schema=_NO_SCHEMA)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.results)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_X, _MARGIN_Y, _MARGIN_X, _MARGIN_Y)
        column.setSpacing(_GAP)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)

    def _wire(self) -> None:
        self.who.chosen.connect(lambda key: self._choose(self._choices.judging(self.choice, key)))
        self.against.chosen.connect(lambda key: self._choose(Choice(self.choice.who, key, self.choice.on)))
        self.on.chosen.connect(lambda key: self._choose(Choice(self.choice.who, self.choice.against, cast("On", key))))
        self.parts.chosen.connect(lambda part: self._keeping(lambda: self._choose_part(part)))
        self.modes.chosen.connect(lambda mode: self._keeping(lambda: self.results.choose_mode(mode)))
        self.results.opened.connect(self._open)
        self.results.filtered.connect(self.status_changed)
        self.results.wrong.connect(self._gold_is_wrong)
        self.views.chosen.connect(lambda _: self._refresh())
        self.trusting.changed.connect(self._refresh)
        self.notice.asked.connect(self._act)
        self.empty.asked.connect(self._act)

    # what every page can do

    def set_session(self, session: DeskSession | None) -> None:
        """Judge in another project, or in none."""
        if self._session is not None:
            self._session.changed.disconnect(self._people_changed)
        self._session, self._shown = session, None
        self.comparing.set_session(session)
        self.trusting.set_session(session)
        if session is None:
            self._choices = Choices((), ())
            self._refresh()
            return
        session.changed.connect(self._people_changed)
        self.results.set_theme(self._theme, schema=session.schema)
        self._look_who()
        self._choose(self._choices.first(), compare=self.isVisible())

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        for part in (self.who, self.against, self.on, self.parts, self.modes, self.views, self.notice, self.empty):
            part.set_theme(theme)
        if self._trust is not None:
            self._trust.set_theme(theme)
        self.results.set_theme(theme, schema=self._session.schema if self._session else _NO_SCHEMA)
        self.update()

    def take_keyboard(self) -> None:
        """The page was turned to: its errors get the keyboard, or the way out where there are none."""
        if self._trust is not None and self._stack.currentWidget() is self._trust:
            self._trust.take_keyboard()
        elif self._stack.currentWidget() is self.results:
            if not self.results.take_keyboard():
                self.parts.segment(self.results.part).setFocus()
        elif self.empty.button.isVisibleTo(self):
            self.empty.button.setFocus()
        else:
            self.who.setFocus()

    def next_panel(self) -> None:
        """F6: round the choosers, the table, the confusion and the errors."""
        shown, here = self._stack.currentWidget(), self.window().focusWidget()
        choosers = self.parts.segment(self.results.part)
        if shown is self.results and self.results.next_panel():
            return
        if here is not None and self._stack.isAncestorOf(here) and choosers.isVisible():
            choosers.setFocus(Qt.FocusReason.TabFocusReason)
        elif shown is self.results:
            self.results.first_panel()
        else:
            self.take_keyboard()

    def status_parts(self) -> list[str]:
        """How far the comparison is, or when it was made."""
        run = self.comparing.run
        if self.comparing.running(self.choice):
            return [f"Comparing, {run.share:.0%}" if run.steps else "Comparing"]
        result = self.comparing.result(self.choice)
        return [_when(result)] if result and result.judgement else []

    def status_place(self) -> str:
        """How many errors are listed."""
        return self.results.counted_errors() if self._stack.currentWidget() is self.results else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the small words between the choosers give way."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self._row.setSpacing(8 if narrow else 12)
        for word in self._words:
            word.setVisible(not narrow)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: versions and authors may have come meanwhile; what was never compared is compared now."""
        super().showEvent(event)
        if self._session is not None:
            self._look_who()
            # After the page is shown, so that turning to it never waits.
            QTimer.singleShot(0, self, self._begin_if_new)

    # what is compared

    def compare(self) -> None:
        """Compare what is chosen, again."""
        if self._session is not None and not self._choices.nothing:
            self.comparing.start(self.choice)

    def show_errors(self, extractor: str, *, part: str, label: str) -> None:
        """Show the errors of a version in the test articles by the truth; label: "" for those of all labels."""
        self.views.choose("scores")
        self._look_who()
        self.parts.choose(part)
        self._keeping(lambda: self.results.choose_part(part))
        self.results.wish(label)
        self._choose(self._choices.mended(Choice.of_version(extractor)))

    def evaluation(self) -> Evaluation | None:
        """What is shown, None where nothing is."""
        result = self.comparing.result(self.choice)
        return result.judgement.evaluation if result and result.judgement else None

    def stop_now(self) -> None:
        """The window closes."""
        self.comparing.stop_now()
        self.trusting.stop_now()

    def _look_who(self) -> None:
        session = self._session
        if session is None:
            return
        rows = session.attempt(lambda: versions.version_rows(session.project, data_dir=self._settings.data_dir))
        here = [
            Version(row.record.uid, row.record.name, row.state == "current")
            for row in rows or ()
            if row.size is not None
        ]
        frozen = session.attempt(lambda: frozen_test(session.project)) is not None
        authors = session.attempt(lambda: comparable_authors(session.project)) or ()
        self._choices = Choices(here, authors, frozen=frozen)
        self.choice = self._choices.mended(self.choice)
        self._offer()

    def _people_changed(self, changes: Changes) -> None:
        """A version was trained, or somebody else wrote: look again who there is, while the page is seen."""
        if self.isVisible() and (changes.kinds & {"extractors", "authors", "learning"} or not changes.act):
            self._look_who()

    def _offer(self) -> None:
        choices, choice = self._choices, self.choice
        result = self.comparing.result(choice)
        judged = result.judgement.articles if result and result.judgement else None
        self.who.offer(choices.who(), choice.who)
        self.against.offer(choices.against(choice.who), choice.against)
        on = choices.on(
            choice.who,
            tested=judged if choice.on == "test" else None,
            complete=judged if choice.on == "all" else None,
        )
        self.on.offer(on, choice.on)

    def _choose(self, choice: Choice, *, compare: bool = True) -> None:
        self.choice = choice
        self._offer()
        self._refresh()
        if compare:
            self._begin_if_new()

    def _begin_if_new(self) -> None:
        """Compare what was not compared yet; an older result stays until somebody asks for a new one."""
        result = self.comparing.result(self.choice)
        if self.isVisible() and result is None and self.comparing.was_cancelled != self.choice:
            self.compare()

    def _act(self) -> None:
        """The button of the notice or of the empty page."""
        if self.comparing.running(self.choice):
            self.comparing.cancel()
        else:
            self.compare()

    # what is shown

    def _keeping(self, work: Callable[[], None]) -> None:
        """Do something that may hide what has the keyboard, and keep it on the page."""
        before = self.window().focusWidget()
        here = self.isVisible() and before is not None and self.isAncestorOf(before)
        work()
        if here and before is not None and not before.isVisible():
            self.take_keyboard()

    def _choose_part(self, part: str) -> None:
        self.results.choose_part(part)
        if self.views.segment("trust").isChecked():
            self._show_trust()

    def _refresh(self) -> None:
        self._keeping(self._show)
        self.status_changed.emit()

    def _show(self) -> None:
        if self.views.segment("trust").isChecked():
            self._show_trust()
            return
        self.modes.show()
        result = self.comparing.result(self.choice) if self._session is not None else None
        if result is not None and result.judgement is not None:
            self._show_result(result)
        else:
            self._show_empty(result)

    def _show_result(self, result: Result) -> None:
        assert result.judgement is not None
        if result is not self._shown:
            self._shown = result
            self._offer()
            self.results.show_judgement(result.judgement, suggested=self._is_suggested())
        self._stack.setCurrentWidget(self.results)
        if self.comparing.running(self.choice):
            self.notice.tell(self._progress(), act="Cancel", share=self.comparing.run.share)
        elif result.stale:
            again = spell("Marks have changed since: {judge.compare} compares again.", self._keys)
            self.notice.warn(again, act="Compare again")
        elif notes := result.judgement.notes():
            self.notice.tell(" ".join(notes))
        else:
            self.notice.hide()

    def turn_to_trust(self) -> TrustView:
        """Show how far the scores can be trusted."""
        self.views.choose("trust")
        self._keeping(self._show)
        self._show_trust()
        assert self._trust is not None
        return self._trust

    def _show_trust(self) -> None:
        """How far the scores can be trusted, in the place of the scores."""
        if self._trust is None:
            from spanloop.gui.judge.trust import TrustView

            self._trust = TrustView(self._theme)
            self._trust.asked.connect(self.trusting.ask)
            self._stack.addWidget(self._trust)
        # Only marks in the very same place count as right there.
        self.modes.hide()
        self.notice.hide()
        self._stack.setCurrentWidget(self._trust)
        label = self.results.table.chosen
        self._trust.show_trust(self.trusting.trust(self.evaluation(), part=self.results.part, label=label))

    def _show_empty(self, result: Result | None) -> None:
        self._shown = None
        self.notice.hide()
        self._stack.setCurrentWidget(self.empty)
        if self._choices.nothing:
            people = self._choices.people
            alone = f" So far only {people[0]} is here, and no version is trained." if people else ""
            self.empty.say(_EMPTY, _EMPTY_WAY_OUT + alone)
        elif self.comparing.running(self.choice):
            self.empty.say(self._progress(), act="Cancel", share=self.comparing.run.share)
        elif result is not None and result.error is not None:
            self.empty.say(_sentence(result.error), result.error.way_out, act="Compare again")
        elif self.comparing.was_cancelled == self.choice:
            self.empty.say("The comparison was cancelled.", act="Compare")
        else:
            self.empty.say("Not compared yet.", act="Compare")

    def _progress(self) -> str:
        run = self.comparing.run
        if run.phase == "cancelling":
            return "Cancelling the comparison"
        what = f"Comparing {self.who.words()} with {'the truth' if not self.choice.against else self.choice.against}"
        return f"{what}, {run.step:,} of {run.steps:,} articles" if run.steps else what

    def _is_suggested(self) -> bool:
        return self.choice.extractor is not None or self.choice.author in self._choices.others

    def _gold_is_wrong(self, error: ErrorRow) -> None:
        """Open the place with the reference's mark in focus, ready to be corrected."""
        self.open_asked.emit(error["article"], error["start"], error["end"], error["reference"] or "")
        self.opened.emit(error)
        self.gold_doubted.emit(error)

    def _open(self, error: ErrorRow) -> None:
        """The mark of the side that is this person's, who may have it on the desk; else the one there is."""
        session = self._session
        reference, other = error["reference"], error["other"]
        mine = session is not None and self.choice.author == session.author.name
        mark = (other or reference) if mine else (reference or other)
        self.open_asked.emit(error["article"], error["start"], error["end"], mark or "")
        self.opened.emit(error)


def _when(result: Result) -> str:
    assert result.judgement is not None
    return f"{count(result.judgement.articles, 'article')}, compared at {result.at:%H:%M}"


def _sentence(error: SpanloopError) -> str:
    what = error.what[:1].upper() + error.what[1:]
    return what if what.endswith((".", "?")) else f"{what}."
