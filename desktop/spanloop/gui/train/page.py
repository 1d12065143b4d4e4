"""The Train page: what a training would learn from, one run, its curves, and the versions."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from spanloop.core.changes import Changes
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.keys import key_names
from spanloop.gui.keywords import spell
from spanloop.gui.live.line import LiveLine
from spanloop.gui.loop import LoopDesk
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.surfaces import Panel
from spanloop.gui.theme import Theme
from spanloop.gui.train.curve_cards import CurveCards
from spanloop.gui.train.head import EmptyTrain, TrainHead
from spanloop.gui.train.recipe import RecipeDesk
from spanloop.gui.train.side import VersionSide
from spanloop.gui.train.table import VersionTable, line_of, line_of_run
from spanloop.gui.train.words import (
    absent_text,
    empty_text,
    estimate,
    idle_text,
    material_text,
    step_text,
    test_sets_text,
    way_back_text,
)
from spanloop.operations.material import Material, new_articles, planned_steps, training_material
from spanloop.operations.versions import VersionRow, version_rows
from spanloop.settings import Settings

#: Below this width the right panel lies over the page and is opened by Enter or a click on a row.
DRAWER_BELOW = 1200
_PANEL = 384
_SOON_MS = 150


class TrainPage(QWidget):
    """Shows the trainings and versions of a project. status_changed: the status line is out of date.

    said(sentence): something was done here.
    """

    status_changed = Signal()
    said = Signal(str)

    def __init__(
        self,
        loop: LoopDesk,
        *,
        commands: Commands,
        settings: Settings,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._loop = loop
        self._settings = settings
        self._theme = theme
        self._session: DeskSession | None = None
        self._rows: list[VersionRow] = []
        self._material = Material()
        self._stale = True
        #: uid of the version that suggests, as the table shows it.
        self._suggests = ""
        #: Whether something ran, and whether that was a training, when the page was last drawn.
        self._turn = (False, False)
        self._drawer = False
        self._commands = commands
        self._build(theme)
        self._wire()
        # Several things tell of one act; the versions are read again once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._refresh_if_shown)

    # building

    def _build(self, theme: Theme) -> None:
        self.head = TrainHead(theme)
        self.empty = EmptyTrain(theme)
        self.cards = CurveCards(theme)
        self.loss, self.score = self.cards.loss, self.cards.score
        self._loss_card, self._score_card = self.cards.loss_card, self.cards.score_card
        self.table = VersionTable(theme)
        self._table_card = Panel(theme)
        self._table_card.column.addWidget(self.table)
        self._note_icon = QLabel()
        self._note = PlainLabel(tone="quiet", wrap=True)
        self.side = VersionSide(self._loop, settings=self._settings, window=self.window, theme=theme)
        self.side.setFixedWidth(_PANEL)
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(self._note_icon, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._column.setContentsMargins(32, 24, 32, 24)
        self._column.setSpacing(16)
        self._column.addWidget(self.head)
        self._column.addWidget(self.cards)
        self._column.addWidget(self._table_card)
        self.live = LiveLine(self._loop.live)
        self._column.addWidget(self.live)
        self._column.addLayout(note)
        self._column.addStretch(1)
        self._full = full
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._stack = QStackedLayout()
        # First into the page: a stack that has no parent yet shows its first widget as a window of its own.
        row.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        row.addWidget(self.side)
        self._row = row
        self.set_theme(theme)
        self.recipe = RecipeDesk((self.head.recipe, self.empty.recipe), self)
        bar = self.head.recipe
        order = (self.head.start, self.head.cancel, bar.recipe, bar.vote, self.table, self.side)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        for button in (self.head.start, self.empty.start):
            button.clicked.connect(lambda _=False: self._commands.run("train.start"))
        self._commands.qt("train.start").changed.connect(self._show_ability)
        self.head.cancel.clicked.connect(self._loop.ask_cancel)
        self._loop.run.changed.connect(self._show_progress)
        self._loop.run.done.connect(lambda _: self.refresh())
        self._loop.refreshed.connect(self._later)
        self.table.chosen.connect(lambda _: self._show_chosen())
        self.table.opened.connect(lambda _: self._open_side())
        self.table.delete_asked.connect(self.side.ask_delete)
        self.table.clicked.connect(lambda _: self._drawer and self._open_side())
        self.table.installEventFilter(self)
        self.side.left.connect(self._close_side)
        for part in (self.side.said, self.head.trust.trusted):
            part.connect(self.said)
        self.side.reading_asked.connect(self._loop.suggest)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.head, self.empty, self.cards, self.table, self._table_card, self.side):
            part.set_theme(theme)
        self._note.setFont(theme.font("ui.small"))
        self._note_icon.setPixmap(theme.icon("info", role="text_3", size=14).pixmap(QSize(14, 14)))

    # what is shown

    def set_session(self, session: DeskSession | None) -> None:
        """Show the versions of another project, or nothing."""
        self._soon.stop()
        self._session = session
        self.side.set_session(session)
        self.recipe.set_session(session)
        self.head.trust.look(session, None, settings=self._settings)
        self._rows, self._material, self._stale = [], Material(), True
        if session is not None:
            session.changed.connect(self._changed)
            self._later()

    def _changed(self, changes: Changes) -> None:
        if changes.kinds & {"extractors", "completions", "articles", "schema", "verdicts", "learning"}:
            self._later()

    def _later(self) -> None:
        self._stale = True
        if self._session is not None:
            self._soon.start()

    def _refresh_if_shown(self) -> None:
        if self._stale and self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Read the versions again and show them."""
        session = self._session
        if session is None or not self.isVisible():
            self._stale = True
            return
        rows = session.attempt(lambda: version_rows(session.project, data_dir=self._settings.data_dir))
        material = session.attempt(lambda: training_material(session.project))
        if rows is None or material is None:
            return
        self._rows, self._material, self._stale = rows, material, False
        current = next((row.record.uid for row in rows if row.state == "current"), None)
        if current != (self._loop.current.uid if self._loop.current else None):
            self._loop.refresh()  # somebody else trained, and the window has not looked since
            self._soon.stop()
            self._stale = False
        self._show()

    def _show(self) -> None:
        self._show_ability()
        self.recipe.refresh(self._material.language)
        run, curves = self._loop.run, self._loop.curves
        nothing = not self._rows and not run.running and curves is None
        self._stack.setCurrentWidget(self.empty if nothing else self._full)
        # A drawer that somebody opened stays open.
        self.side.setVisible(bool(self._rows) and not (self._drawer and self.side.isHidden()))
        if nothing:
            steps = self._settings.train_steps or planned_steps()
            self.empty.say(
                spell(empty_text(self._material, steps=steps), self._commands.keys),
                number=self._loop.part.number,
                ending=self._loop.ending,
            )
        self._show_table()
        self._show_progress()
        self._show_curves()
        self._show_chosen()
        self.status_changed.emit()

    def _show_ability(self) -> None:
        """Whether a training can begin now; while one runs its button is not there anyway."""
        why_not = "" if self._loop.run.running else self._loop.why_not_train()
        for button in (self.head.start, self.empty.start):
            button.setEnabled(not why_not)
            button.setToolTip(tooltip(why_not))

    def _show_table(self, choose: str = "") -> None:
        lines = [line_of(row) for row in self._rows]
        if self._loop.trains:
            number = self._loop.curves.number if self._loop.curves else self._loop.part.number
            lines.insert(0, line_of_run(number))
        arguments = any(row.f1.get("arguments") is not None for row in self._rows)
        # A version that was held back since comes before the one that suggests: why is what people ask first.
        current = next((row.record.uid for row in self._rows if row.held_back or row.state == "current"), "")
        known = {line.uid for line in lines}
        chosen = self.table.chosen_uid()
        # Whoever looks at the version that suggests goes on looking at the one that suggests.
        keep = choose if choose in known - {""} else chosen if chosen in known - {"", self._suggests} else current
        self._suggests = current
        self.table.show_lines(lines, arguments=arguments, keep=keep)
        self._table_card.setVisible(bool(lines))
        self._fit()

    def _show_progress(self) -> None:
        """Headline, bar and note; called for every step of a run."""
        run, curves = self._loop.run, self._loop.curves
        if self._session is None:
            return
        if run.phase == "cancelling" and self.head.cancel.hasFocus():
            self.table.setFocus()  # before the button cannot be pressed, or Qt picks whatever comes next in the window
        self.head.cancel.setVisible(run.running)
        self.head.start.setVisible(not run.running)
        self.head.cancel.setEnabled(run.phase != "cancelling")
        turned = (run.running, self._loop.trains)
        if turned != self._turn:
            self._turn = turned
            self._run_turned()
            return
        if not run.running:
            self._show_idle()
        elif self._loop.trains and curves is not None:
            self._show_training()
        else:
            self._show_reading()

    def _run_turned(self) -> None:
        """A run began, went on to its next part or ended; the keyboard stays on the button that is there."""
        focused = self.focusWidget()
        held = focused in (None, self.head.start, self.head.cancel, self.empty.start)
        held |= focused is self.table and not self._rows  # which goes with its only line
        if self.isVisible():
            self._show()
            if held:
                self.take_keyboard()
        else:
            self._stale = True

    def _say_note(self, text: str) -> None:
        """Under the table: what a training costs, and whether the scores in the table can be compared."""
        text = "\n".join(filter(None, (test_sets_text(self._rows), text)))
        if text != self._note.text():
            self._note.setText(text)
            self._fit()

    def _show_idle(self) -> None:
        current = self._loop.current
        number = self._loop.part.number
        headline = f"Version {current.number} suggests" if current else "No version suggests"
        sentence = ""
        if self._absent:
            headline = f"{headline}, but its files are not on this computer"
            sentence = absent_text(self._rows, following=number)
        elif current is not None and self._session is not None:
            fresh = new_articles(self._session.project, self._material, current)
            sentence = f"{way_back_text(self._rows)} {idle_text(fresh, len(self._material.articles))}".lstrip()
        self.head.say(headline, sentence, ending=self._loop.ending)
        self.head.hide_progress()
        self.head.start.setText(f"Train version {number}")
        steps = self._settings.train_steps or planned_steps()
        before = self._rows[0].record.details if self._rows else None
        takes = estimate(len(self._material.articles), steps=steps, before=before, vote=self.recipe.choice.vote)
        self._say_note(
            f"A training takes {takes} on this computer and learns anew from the complete articles, but for "
            f"those that watch or test it. You can go on annotating meanwhile."
        )

    @property
    def _absent(self) -> bool:
        """Whether the files of the version that suggests are not on this computer."""
        return any(row.state == "current" and row.size is None for row in self._rows)

    def _show_training(self) -> None:
        run, curves = self._loop.run, self._loop.curves
        assert curves is not None
        cancelling = run.phase == "cancelling"
        self.head.cancel.setText("Cancel training…")
        headline = f"{'Cancelling the training of' if cancelling else 'Training'} version {curves.number}"
        self.head.say(headline, material_text(self._material, recipe=self.recipe.choice.told()))
        self.head.show_progress(run.share, step_text(curves), self._loop.part.time_left())
        stays = f" and version {self._loop.current.number}" if self._loop.current else ""
        self._say_note(
            f"Cancelling stops the run and deletes what it wrote. Your marks{stays} stay as they are. "
            "You can go on annotating meanwhile."
        )
        self._show_curves()

    def _show_reading(self) -> None:
        run, current = self._loop.run, self._loop.current
        self.head.cancel.setText("Cancel suggesting…")
        headline = f"Version {current.number} reads" if current else "Suggesting"
        self.head.say(headline, "It suggests in the articles that are not complete.")
        reads = run.phase == "suggesting" and bool(run.steps)  # not while the process that trained is still ending
        step = f"Article {run.step} of {run.steps}" if reads else "Opening the version"
        self.head.show_progress(run.share if reads else 0.0, step, "")
        self._say_note("Cancelling leaves everything as it was before the reading.")

    def _show_curves(self) -> None:
        self.cards.show_curves(
            self._loop.curves,
            running=self._loop.trains,
            steps=self._settings.train_steps or planned_steps(),
            current=self._loop.current,
            watched=bool(self._material.watched),
        )

    def _show_chosen(self) -> None:
        uid = self.table.chosen_uid()
        row = next((row for row in self._rows if row.record.uid == uid), None)
        self.side.show_version(row, self._rows)
        self.head.trust.look(self._session, row, settings=self._settings)
        self._fit()

    # the window's size

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() < DRAWER_BELOW
        if narrow != self._drawer:
            self._become_drawer(narrow)
        if self._drawer:
            self.side.setGeometry(self.width() - _PANEL, 0, _PANEL, self.height())
        super().resizeEvent(event)
        self._fit()

    def _become_drawer(self, drawer: bool) -> None:
        self._drawer = drawer
        if drawer and self.side.isAncestorOf(self.focusWidget()):
            self.table.setFocus()  # before the panel goes, or Qt picks whatever comes next in the window
        self.side.set_drawer(drawer)
        if drawer:
            self._row.removeWidget(self.side)
            self.side.hide()
            self.side.raise_()
        else:
            self._row.addWidget(self.side)
            self.side.setVisible(bool(self._rows))

    def _fit(self) -> None:
        """Charts as in the drawing; in a low window they give way, and the table scrolls, so that three rows show."""
        height = self.height()
        chart = 277 if height >= 760 else max(190, 277 - (760 - height))
        for card in (self._loss_card, self._score_card):
            card.setFixedHeight(chart)
        beside = 0 if self._drawer or self.side.isHidden() else _PANEL
        inner = max(200, self.width() - beside - 64)
        # For its width: the size hint of words that wrap has room for more lines than there are.
        head = max(self.head.heightForWidth(inner), 48)
        note = max(16, self._note.heightForWidth(inner - 22))
        room = height - 48 - head - 16 - chart - 16 - self.live.sizeHint().height() - 16 - 16 - note
        self._table_card.setFixedHeight(self.table.height_within(room - 2) + 2)

    # the drawer and the keyboard

    def _open_side(self) -> None:
        if not self._rows:
            return
        if self._drawer:
            self.side.setGeometry(self.width() - _PANEL, 0, _PANEL, self.height())
            self.side.show()
            self.side.raise_()
        self.side.take_keyboard()

    def offer_version(self, *, newer: bool) -> bool:
        """Choose the version that may suggest next, and put the keyboard on its button; False where there is none.

        newer: the newest above the one that suggests, else the newest below it.
        """
        current = self._loop.current
        at = current.number if current is not None else 0
        here = [row for row in self._rows if row.size is not None and row.state not in {"current", "live"}]
        uid = next((row.record.uid for row in here if (row.record.number > at) is newer), "")
        if not uid:
            return False
        self._show_table(uid)
        self._show_chosen()
        self._open_side()
        self.side.take_promotion()
        return True

    def _close_side(self) -> None:
        if self._drawer:
            self.side.hide()
        self.table.setFocus()

    def take_keyboard(self) -> None:
        """The page was turned to: the button that matters now gets the keyboard."""
        if self._stack.currentWidget() is self.empty:
            (self.empty.start if self.empty.start.isEnabled() else self).setFocus()
        elif self._loop.run.running:
            self.head.cancel.setFocus()
        elif self._rows:
            self.table.setFocus()
        else:
            (self.head.start if self.head.start.isEnabled() else self).setFocus()

    def next_panel(self) -> None:
        """F6: button, table, right panel, and round again."""
        focused = self.focusWidget()
        if focused is self.table and self._rows:
            self._open_side()
        elif focused is not None and self.side.isAncestorOf(focused):
            if self._drawer:
                self.side.hide()
            (self.head.cancel if self._loop.run.running else self.head.start).setFocus(Qt.FocusReason.TabFocusReason)
        elif self._rows and self._stack.currentWidget() is self._full:
            self.table.setFocus()
        else:
            self.take_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: back from a comparison, else out of the drawer, else to the table. Enter presses a button.

        Undo belongs to the desk; here it says how to go back instead.
        """
        focused = self.focusWidget()
        if key_names(event) == ("Esc",):
            if not self.side.leave() and focused is not None and self.side.isAncestorOf(focused):
                self._close_side()
        elif key_names(event) == ("Enter",) and isinstance(focused, QPushButton):
            focused.click()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.said.emit("Promoting and deleting are not undone: promote the version before, or train again")
        else:
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.table.viewport().update()
        return False

    # the status line

    def status_parts(self) -> list[str]:
        """What is complete."""
        complete = len(self._material.articles)
        return [] if not complete else [f"{count(complete, 'article')} complete"]

    def status_place(self) -> str:
        """Who suggests now."""
        current = self._loop.current
        if current is not None and self._absent:
            return f"{current.name}, files not here"
        return f"{current.name} suggests" if current else "No version suggests"
