"""What is shown and done at the right of the Train page: a version, its acts, and the comparison with another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import VersionComparison
from spanloop.core.gate import GateVerdict
from spanloop.core.wording import count, size_text
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.keys import key_names
from spanloop.gui.loop import LoopDesk
from spanloop.gui.plain import tooltip
from spanloop.gui.safety.work import Work
from spanloop.gui.surfaces import Rule, gap
from spanloop.gui.theme import Theme
from spanloop.gui.train.compare import comparison_parts
from spanloop.gui.train.gate import ask_anyway, errors_button_text, gate_parts
from spanloop.gui.train.panel import SidePanel, foot_button, origin_part, score_parts, version_head
from spanloop.gui.train.parts import WideProgress
from spanloop.operations import versions
from spanloop.operations.children import compare_command
from spanloop.operations.freezing import day_of, frozen_test
from spanloop.operations.trusting import hash_of
from spanloop.operations.versions import VersionRow
from spanloop.settings import Settings


class VersionSide(SidePanel):
    """Shows the chosen version and does what its buttons say. said(sentence): something was done, for the status line.

    reading_asked: another version suggests now, and has articles to read. errors_asked(extractor, part, label): the
    errors of a version are to be shown, of all labels where label is "".
    """

    said = Signal(str)
    reading_asked = Signal()
    errors_asked = Signal(str, str, str)

    def __init__(
        self,
        loop: LoopDesk,
        *,
        settings: Settings,
        window: Callable[[], QWidget],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._loop = loop
        self._settings = settings
        self._window = window
        self._session: DeskSession | None = None
        #: Reads the files of a version that is to be deleted.
        self._deleting: Work | None = None
        self._rows: list[VersionRow] = []
        self._row: VersionRow | None = None
        self._shown: Any = None
        self._comparison: VersionComparison | None = None
        self._bar: WideProgress | None = None
        self.comparing = ChildRun(settings, self, killable=True)
        self.comparing.changed.connect(self._show_comparing)
        self.comparing.done.connect(self._compared)
        self.comparing.failed.connect(self._not_compared)
        self.errors_button = self._button("", self.show_errors, primary=True)
        self.anyway_button = self._button("Promote anyway…", self.ask_anyway)
        self.promote_button = self._button("", self.promote, primary=True)
        self.compare_button = self._button("", self.compare)
        self.delete_button = self._button("", self.ask_delete)
        self.stop_button = self._button("Cancel comparing", self.comparing.cancel)
        self.back_button = self._button("", self.back)

    def _button(self, text: str, work: Callable[[], object], *, primary: bool = False) -> QPushButton:
        button = foot_button(text, primary=primary)
        button.clicked.connect(lambda _=False: work())
        self.foot.addWidget(button)
        button.hide()
        return button

    # what is shown

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none."""
        self.comparing.stop_now()
        if self._deleting is not None:
            self._deleting.stop()
        self._session = session
        self._rows, self._row, self._comparison, self._shown = [], None, None, None

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "_row"):
            self._shown = None
            self._refresh()

    def show_version(self, row: VersionRow | None, rows: list[VersionRow]) -> None:
        """Look at a version, None for a run that has none yet."""
        if row is None or self._row is None or row.record.uid != self._row.record.uid:
            self._comparison = None
        self._row, self._rows = row, rows
        self._refresh()

    def _refresh(self) -> None:
        row = self._row
        state = (row, self._comparison, self.comparing.running, self._loop.run.running, self._other())
        if state == self._shown:
            return
        self._shown = state
        buttons = (
            self.errors_button, self.anyway_button, self.promote_button, self.compare_button, self.delete_button,
            self.stop_button, self.back_button,
        )  # fmt: skip
        held = next((button for button in buttons if button.hasFocus()), None)
        if held is not None:
            self.take_keyboard()  # before the button goes, or Qt picks whatever comes next in the window
        for button in buttons:
            button.hide()
        self._bar = None
        if self._session is None or row is None:
            self.say("", "This version is being trained", "Its scores by label stand here when it is done.")
            self.put([])
        elif self.comparing.running:
            self._show_wait(row)
        elif self._comparison is not None:
            self._show_comparison(self._comparison)
        else:
            self._show_row(row, self._session)
        self.show_foot(not all(button.isHidden() for button in buttons))
        if held is not None and not held.isHidden() and held.isEnabled():
            held.setFocus()

    def _show_row(self, row: VersionRow, session: DeskSession) -> None:
        theme = self.theme
        held = row.gate if row.held_back else None
        if held is None:
            self.say(*version_head(row))
        else:
            self._say_held_back(row, held)
        self.put(
            [
                *([] if held is None else gate_parts(held, test_set=self._test_set(held), theme=theme)),
                *([] if held is None else [Rule(theme)]),
                *score_parts(row, schema=session.schema, theme=theme),
                gap(8),
                Rule(theme),
                origin_part(row, theme=theme),
            ]
        )
        number = row.record.number
        current = self._loop.current
        here = row.size is not None
        running = self._loop.run.running
        tip = tooltip("A training runs; it decides who suggests next." if running else "")
        if held is not None and here:
            self._offer_anyway(held, enabled=not running, tip=tip)
        elif row.state not in {"current", "live"} and here:
            back = current is not None and current.number > number
            self.promote_button.setText(f"Roll back to version {number}" if back else f"Promote version {number}")
            self.promote_button.setEnabled(not running)
            self.promote_button.setToolTip(tip)
            self.promote_button.show()
        if row.state != "current" and here:
            self.delete_button.setText(f"Delete version… (frees {size_text(row.size or 0)})")
            self.delete_button.show()
        other = self._other()
        if other is not None and here:
            self.compare_button.setText(f"Compare with version {other.called}")
            self.compare_button.show()

    def _say_held_back(self, row: VersionRow, verdict: GateVerdict) -> None:
        versions_named = f"{_short(verdict.new)} against {_short(verdict.old)}" if verdict.old else _short(verdict.new)
        words = verdict.words.replace("Extractor v", "Version ")
        self.say(f"Promotion gate, {versions_named}", "Held back", words, icon="warn", tone="warning")

    def _test_set(self, verdict: GateVerdict) -> str:
        """How many articles judged, and since when they are set aside."""
        session = self._session
        frozen = session.attempt(lambda: frozen_test(session.project)) if session is not None else None
        articles = count(verdict.articles, "article")
        if frozen is None:
            return f"Test set: {articles}, not frozen."
        return f"Test set: {articles}, frozen on {day_of(frozen)}; none has a copy in training."

    def _offer_anyway(self, verdict: GateVerdict, *, enabled: bool, tip: str) -> None:
        failed = verdict.failed
        labels = [row for row in failed if row.change["label"]] or list(failed)
        if labels:
            self.errors_button.setText(errors_button_text(labels[0]))
            self.errors_button.show()
        self.anyway_button.setEnabled(enabled)
        self.anyway_button.setToolTip(tip)
        self.anyway_button.show()

    def show_errors(self) -> None:
        """The errors that hold the chosen version back, on the page Judge."""
        row = self._row
        verdict = row.gate if row is not None else None
        if row is None or verdict is None:
            return
        labels = [line for line in verdict.failed if line.change["label"]] or list(verdict.failed)
        if labels:
            change = labels[0].change
            self.errors_asked.emit(row.record.uid, change["part"], change["label"] or "")

    def ask_anyway(self) -> None:
        """Ask why the chosen version is to suggest although it was held back; then it does."""
        row = self._row
        if row is not None and row.gate is not None:
            ask_anyway(row.gate, theme=self.theme, parent=self._window(), then=self.promote)

    def _other(self) -> VersionRow | None:
        """The version to compare with: the one that suggests; for that one the newest other whose files are here, and
        only then what refreshes made, of which less is known."""
        if self._row is None:
            return None
        here = [row for row in self._rows if row.size is not None and row.record.uid != self._row.record.uid]
        here.sort(key=lambda row: (row.state != "current", row.state == "live"))
        return here[0] if here else None

    # acts

    def take_promotion(self) -> None:
        """The button by which the chosen version suggests gets the keyboard."""
        for button in (self.promote_button, self.anyway_button):
            if not button.isHidden():
                button.setFocus()

    def promote(self, anyway: str | None = None) -> None:
        """The chosen version suggests from now on. anyway: why, for one that was held back."""
        session, row = self._session, self._row
        if session is None or row is None or self._loop.run.running:
            return
        changes = session.act(
            versions.promote, data_dir=self._settings.data_dir, extractor=row.record.uid, anyway=anyway
        )
        if changes:
            self.said.emit(f"{row.record.name} suggests from now on")
            self.reading_asked.emit()

    def ask_delete(self) -> None:
        """Remove the files of the chosen version after the person agreed."""
        row = self._row
        if row is None or row.size is None or row.state == "current" or self._session is None:
            return
        question = Question(
            f"Delete version {row.called}?",
            f"Its files go from this computer and free {size_text(row.size)}. Its scores stay in the table, "
            "and so does what people made of its suggestions. It cannot suggest again.",
            act="Delete version",
            stay="Keep",
            careful=True,
            theme=self.theme,
            parent=self._window(),
        )
        question.accepted.connect(lambda: self._delete(row))
        question.open()

    def _delete(self, row: VersionRow) -> None:
        session = self._session
        if session is None or self._deleting is not None:
            return
        record, data_dir = row.record, self._settings.data_dir
        # Its files are read first, for their trust goes with them, and so much is not read in the thread of the window.
        work = self._deleting = Work(lambda _: hash_of(record, data_dir=data_dir), self)
        work.done.connect(lambda found: self._delete_now(session, row, str(found)))
        work.finished.connect(self._deleted)
        work.start()

    def _deleted(self) -> None:
        self._deleting = None

    def _delete_now(self, session: DeskSession, row: VersionRow, files_hash: str) -> None:
        freed = session.attempt(
            lambda: versions.delete_version(
                session.project, author=session.author, data_dir=self._settings.data_dir, extractor=row.record.uid,
                files_hash=files_hash,
            )
        )  # fmt: skip
        if freed is not None:
            session.take(Changes(f"delete {row.record.name}", kinds=frozenset({"extractors"})))
            self.said.emit(f"Version {row.called} deleted, {size_text(freed)} freed")

    def compare(self) -> None:
        """Compare the chosen version with the other one, the older first, in a child process."""
        session, row, other = self._session, self._row, self._other()
        if session is None or row is None or other is None or self.comparing.running:
            return
        first, second = sorted((row, other), key=lambda version: (abs(version.record.number), version.state))
        command = compare_command(session.project.path, first=first.record.uid, second=second.record.uid)
        self.comparing.start([("comparing", command)])
        self.stop_button.setFocus()

    def back(self) -> None:
        """From the comparison to the version."""
        self._comparison = None
        self._refresh()
        self.compare_button.setFocus()

    def leave(self) -> bool:
        """Esc: back from a comparison; whether there was anything to leave."""
        if self._comparison is None:
            return False
        self.back()
        return True

    def take_keyboard(self) -> None:
        """The body, which arrow keys scroll: whoever opens the panel to read must not promote by one more Enter."""
        self.body.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard."""
        focused = self.focusWidget()
        if key_names(event) == ("Enter",) and isinstance(focused, QPushButton):
            focused.click()
        else:
            event.ignore()

    # the comparison

    def _show_wait(self, row: VersionRow) -> None:
        other = self._other()
        against = f" against version {other.called}" if other else ""
        self.say("Comparing", f"Version {row.called}{against}", "Both read the same test articles.")
        bar = QWidget()
        self._bar = WideProgress(theme=self.theme, parent=bar)
        bar.setFixedHeight(38)
        self._bar.setGeometry(16, 16, max(40, self.width() - 33), 6)
        self.put([bar])
        self.stop_button.show()
        self._show_share()

    def _show_comparing(self) -> None:
        if self.comparing.running:
            self._refresh()
            self._show_share()
        elif self._comparison is None:
            self._refresh()

    def _show_share(self) -> None:
        if self._bar is not None:
            self._bar.set_share(self.comparing.share)

    def _compared(self, results: list[dict[str, Any]]) -> None:
        if results and "rows" in results[-1]:
            self._comparison = VersionComparison.from_dict(results[-1])
        self._refresh()
        self.back_button.setFocus()

    def _not_compared(self, error: SpanloopError) -> None:
        self._refresh()
        if self._session is not None:
            self._session.refused.emit(error)

    def _show_comparison(self, comparison: VersionComparison) -> None:
        numbers = {row.record.name: row.called for row in self._rows}
        first, second = numbers.get(comparison.first), numbers.get(comparison.second)
        self.say(
            "Change in F1",
            f"Version {second} against version {first}",
            "What changed on the test articles, and how sure that is.",
        )
        self.put(comparison_parts(comparison, theme=self.theme))
        self.back_button.setText(f"Back to version {self._row.called}" if self._row else "Back")
        self.back_button.show()


def _short(name: str) -> str:
    """ "version 8" for "Extractor v8"."""
    return name.replace("Extractor v", "version ")
