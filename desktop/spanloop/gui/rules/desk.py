"""Rules for the project that is open: the sheet, importing, learning, suggesting, keeping learned ones up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Event, fragments_of, name_of
from spanloop.core.occurrences import phrase_of
from spanloop.core.rules import NoLabelError, pattern_words
from spanloop.core.wording import count, one_line
from spanloop.gui.child_run import ChildRun
from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_save
from spanloop.gui.projects import documents
from spanloop.gui.rules.keeping import LearnedRules
from spanloop.gui.theme import Theme
from spanloop.operations import rule_learning, ruling
from spanloop.operations.children import rules_command
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.rules.sheet import RulesSheet

_LONGEST = 40
_KINDS = "Patterns and terms (*.jsonl *.json *.csv *.tsv *.txt);;All files (*)"


class RuleDesk(QObject):
    """Everything about rules at the window. told(sentence): for the status line."""

    told = Signal(str)

    def __init__(self, page: DeskPage, *, commands: Commands, settings: Settings, theme: Callable[[], Theme]) -> None:
        super().__init__(page)
        self._page, self._commands, self._theme = page, commands, theme
        self._session: DeskSession | None = None
        self._sheet: RulesSheet | None = None
        #: What was to be done when another run ended.
        self._again = False
        self.measuring = ChildRun(settings, self, killable=True)
        self.suggesting = ChildRun(settings, self)
        self.learned = LearnedRules(self)
        self.learned.changed.connect(self._learned)
        self.measuring.done.connect(self._measured)
        self.suggesting.done.connect(self._suggested)
        for run in (self.measuring, self.suggesting):
            run.changed.connect(self._say)
            run.failed.connect(self._refuse)
        commands.bind("rules.open", self.open)
        commands.bind("rules.from_mark", self.make_of_mark)
        commands.bind("rules.learn", self.learn)
        commands.bind("rules.import", self.ask_import)
        commands.bind("rules.suggest", self.suggest)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        self.measuring.stop_now()
        self.suggesting.stop_now()
        self._again = False
        if self._sheet is not None:
            self._sheet.reject()
        self._session = session
        self.learned.set_session(session)
        if session is not None:
            session.changed.connect(self._changed)

    # the sheet

    def open(self) -> None:
        """Show the rules, and measure them."""
        session = self._session
        if session is None or self._sheet is not None:
            return
        # Nobody who only marks waits for it.
        from spanloop.gui.rules.sheet import RulesSheet

        sheet = self._sheet = RulesSheet(
            schema=session.schema, theme=self._theme(), keys=self._commands.keys, parent=self._page.window()
        )
        sheet.switch_asked.connect(self._switch)
        sheet.remove_asked.connect(self._remove)
        sheet.import_asked.connect(self.ask_import)
        sheet.export_asked.connect(self._ask_export)
        sheet.learn_asked.connect(self.learn)
        sheet.suggest_asked.connect(self.suggest)
        sheet.finished.connect(self._closed)
        self._show()
        sheet.open()
        sheet.begin()
        self._measure()

    def _closed(self) -> None:
        self._sheet = None
        self.measuring.stop_now()
        self._page.canvas.setFocus()

    def _show(self) -> None:
        session, sheet = self._session, self._sheet
        if session is None or sheet is None:
            return
        rules = session.attempt(lambda: ruling.list_rules(session.project))
        sheet.show_rules(rules or [])
        self._say()

    def _measure(self) -> None:
        """Only while somebody looks; what was measured before stays until the new figures are there."""
        session, sheet = self._session, self._sheet
        if session is None or sheet is None or not sheet.model.rules:
            return
        self.measuring.stop_now()
        command = rules_command(session.project.path, "measure", author=session.author.name)
        self.measuring.start([("measuring", command)])

    def _measured(self, results: list[dict[str, Any]]) -> None:
        if self._sheet is not None and results:
            self._take_measures(results[-1])

    def _take_measures(self, document: Mapping[str, Any]) -> None:
        from spanloop.operations.rule_suggesting import Measures

        if self._sheet is not None:
            self._sheet.measure(Measures.from_dict(document))

    def _say(self) -> None:
        """What runs, under the list."""
        if self._sheet is None:
            return
        for run, words in ((self.suggesting, "Suggesting by rules"), (self.measuring, "Measuring")):
            if run.running:
                self._sheet.say(f"{words}, {run.share:.0%} done…" if run.steps else f"{words}…")
                return
        self._sheet.say("Space switches a rule on or off; Delete removes it." if self._sheet.model.rules else "")

    def _refuse(self, error: SpanloopError) -> None:
        self._commands.say("")
        if self._session is not None:
            self._session.refused.emit(error)

    def _changed(self, changes: Changes) -> None:
        if changes.kinds & {"learning", "schema"}:
            self._show()

    # acts

    def _switch(self, rules: list[str], on: bool) -> None:
        session = self._session
        if session is None or not rules:
            return
        done = session.attempt(lambda: ruling.switch_rules(session.project, author=session.author, rules=rules, on=on))
        if done is not None:
            session.take(done.changes)
            self.told.emit(_sentence(f"{count(done.rules, 'rule')} switched {'on' if on else 'off'}", done.withdrawn))

    def _remove(self, rules: list[str]) -> None:
        session = self._session
        if session is None:
            return
        done = session.attempt(lambda: ruling.remove_rules(session.project, author=session.author, rules=rules))
        if done is not None:
            session.take(done.changes)
            there = session.attempt(lambda: ruling.list_rules(session.project)) or ()
            stay = sum(rule.uid in rules for rule in there)
            told = [f"{count(done.rules - stay, 'rule')} removed"] if done.rules > stay else []
            if stay:
                they = "it" if stay == 1 else "they"
                told.append(f"{count(stay, 'learned rule')} switched off, for {they} would be learned again")
            self.told.emit(_sentence("; ".join(told), done.withdrawn))

    def learn(self) -> None:
        """Learn rules from what is marked now."""
        session = self._session
        if session is None:
            return
        done = session.attempt(lambda: rule_learning.learn(session.project, author=session.author))
        if done is None:
            return
        session.take(done.changes)
        self.learned.look()
        if done.rules == 0:
            self._commands.say("Nothing to learn yet: a text has to be marked alike in two articles.")
            if self._sheet is not None:
                self._sheet.say("Nothing to learn yet: a text has to be marked alike in two articles, never otherwise.")
            return
        gone = f", {done.gone:,} forgotten" if done.gone else ""
        self.told.emit(f"{count(done.added, 'rule')} learned{gone}; {done.rules:,} in all")
        self._measure()

    def make_of_mark(self) -> None:
        """Make a rule of the words of the mark under the cursor, and let the rules suggest."""
        session = self._session
        desk = session.desk if session else None
        uid = self._page.canvas.mark_at_cursor()
        mark = session.own(uid) or session.suggested(uid) if session else None
        if session is None or desk is None or mark is None:
            return
        words = phrase_of(desk.article, fragments_of(mark)).text
        patterns: list[tuple[object, str]] = [(words, name_of(mark))]
        done = session.attempt(lambda: ruling.add_rules(session.project, author=session.author, patterns=patterns))
        if done is None:
            return
        session.take(done.changes)
        what = "event " if isinstance(mark, Event) else ""
        shown = f"“{one_line(words, most=_LONGEST)}” is suggested as {what}{name_of(mark)}"
        self.told.emit(f"Rule added: {shown}" if done.rules else f"There is such a rule: {shown}")
        if done.rules:
            self.suggest()

    def suggest(self) -> None:
        """Let the rules suggest in a child process; once more when one runs already."""
        session = self._session
        if session is None:
            return
        if self.suggesting.running:
            self._again = True
            return
        self.measuring.stop_now()
        if self._sheet is None:
            self._commands.say("The rules look for their words; you can go on marking")
        command = rules_command(session.project.path, "suggest", author=session.author.name)
        self.suggesting.start([("suggesting", command)])

    def _suggested(self, results: list[dict[str, Any]]) -> None:
        self._commands.say("")
        session = self._session
        if session is None or not results:
            return
        found = results[-1]
        made, where = int(found.get("suggestions", 0)), int(found.get("articles", 0))
        within = f" in {count(where, 'article')}" if made else ""
        words = f"Rules: {count(made, 'new suggestion')}{within}"
        off = cast("list[dict[str, Any]]", found.get("switched_off", []))
        if off:
            named = ", ".join(one_line(str(one["words"]), most=_LONGEST) for one in off[:2])
            more = f" and {len(off) - 2:,} more" if len(off) > 2 else ""
            words += f"; switched off, because seldom right: {named}{more}"
        if session.changed_outside():
            session.reload()
        self._show()
        self._take_measures(cast("dict[str, Any]", found.get("measures", {})))
        self.told.emit(words)
        if self._again:
            self._again = False
            self.suggest()

    def _learned(self, added: int, gone: int) -> None:
        """The learned rules followed what was marked; what is new suggests."""
        self._show()
        if added or gone:
            self.suggest()

    # files

    def ask_import(self) -> None:
        """Ask for a file of patterns."""
        if self._session is None:
            return
        window = self._sheet or self._page.window()
        dialog = QFileDialog(window, "Import rules", str(documents()), _KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.plan_import(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def plan_import(self, path: Path, label: str = "") -> None:
        """Show what a file would bring; asks for a label where its terms have none."""
        session = self._session
        if session is None:
            return
        from spanloop.gui.rules.import_sheet import ImportRulesSheet, LabelSheet

        parent = self._sheet or self._page.window()
        try:
            plan = ruling.plan_import(session.project, path=path, label=label)
        except NoLabelError:
            then = partial(self.plan_import, path)
            LabelSheet(path.name, schema=session.schema, then=then, theme=self._theme(), parent=parent).open()
            return
        except SpanloopError as error:
            session.refused.emit(error)
            return
        examples: dict[str, list[str]] = {}
        for line in plan.file.lines:
            some = examples.setdefault(line.label, [])
            if len(some) < 3:
                some.append(one_line(pattern_words(line.pattern), most=_LONGEST))
        sheet = ImportRulesSheet(plan, schema=session.schema, examples=examples, theme=self._theme(), parent=parent)
        sheet.wanted.connect(partial(self._import, path, label))
        sheet.open()

    def _import(self, path: Path, label: str, mapping: Mapping[str, str | None], create: frozenset[str]) -> None:
        session = self._session
        if session is None:
            return

        def work() -> ruling.RuleReport:
            plan = ruling.plan_import(session.project, path=path, label=label, mapping=mapping)
            return ruling.import_rules(session.project, author=session.author, plan=plan, create_labels=bool(create))

        done = session.attempt(work)
        if done is None:
            return
        session.take(done.changes)
        there = f", {done.there:,} were there already" if done.there else ""
        self.told.emit(f"{count(done.rules, 'rule')} imported from {path.name}{there}")
        self._measure()

    def _ask_export(self) -> None:
        session = self._session
        if session is None:
            return

        def write(path: Path) -> None:
            number = session.attempt(lambda: ruling.export_rules(session.project, dest=path))
            if number is not None:
                self.told.emit(f"{count(number, 'rule')} exported to {path.name}")

        proposed = documents() / f"{session.project.name} rules.jsonl"
        window = self._sheet or self._page.window()
        ask_save(window, "Export rules", proposed, kinds="Patterns of spaCy (*.jsonl)", suffix="jsonl", then=write)


def _sentence(words: str, withdrawn: int) -> str:
    return f"{words}, {count(withdrawn, 'suggestion')} withdrawn" if withdrawn else words
