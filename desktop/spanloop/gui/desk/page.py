"""The annotate page: queue, article bar, canvas, form, hint strip and inspector put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.changes import Changes
from spanloop.core.marks import LAYERS, Event
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, LINK_PREFIX, Situation
from spanloop.gui.commands import Commands
from spanloop.gui.composer import Composer, Linker
from spanloop.gui.desk.acts import DeskActs
from spanloop.gui.desk.completion import CompletionActs
from spanloop.gui.desk.eventacts import EventActs
from spanloop.gui.desk.experience import DeskExperience
from spanloop.gui.desk.find import Finder
from spanloop.gui.desk.forms import Forms
from spanloop.gui.desk.hints import composing_hints
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.links import LinkActs
from spanloop.gui.desk.menus import DeskMenus
from spanloop.gui.desk.occurrences import OccurrenceActs
from spanloop.gui.desk.places import Places
from spanloop.gui.desk.reading import NOTHING, canvas_view, place_text
from spanloop.gui.desk.searched import SearchedWords
from spanloop.gui.desk.secondkeys import SecondKeys
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.situation import hints_of, situation_of
from spanloop.gui.desk.spans import SpanActs
from spanloop.gui.desk.steps import Steps
from spanloop.gui.desk.textfirst import TextFirst
from spanloop.gui.desk.whys import problem_words
from spanloop.gui.desk.zones import ZoneActs
from spanloop.gui.inspector.inspector import EVENTS, MENTIONS
from spanloop.gui.keys import key_names
from spanloop.gui.theme import Theme


class DeskPage(DeskLayout):
    """Shows what the session has open and turns keys and clicks into acts.

    moved: the cursor, the focus or the article changed, so that status line and actions are out of date.
    told(sentence): something that was done has a side of which a person should know.
    """

    moved = Signal()
    told = Signal(str)

    def __init__(self, commands: Commands, *, places: Places, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self._commands = commands
        self._places = places
        self._theme = theme
        self._session: DeskSession | None = None
        self._focus: str | None = None
        self._inspected: str | None = None
        #: Whether an act is under way, and whether the inspector, or the foot, is older than the desk because of that.
        self._holding = self._stale = self._stale_foot = False
        #: More about a mark for the status line; whoever knows more puts itself here.
        self.said_of_mark: Callable[[str | None], str] = lambda _: ""
        self._text_first = TextFirst((self.inspector, self.hint_strip, self.queue), self)
        self.forms = Forms(self)
        self._acts = DeskActs(self.canvas, compose=self.forms.compose)
        self.experience = DeskExperience(self)
        self._links = LinkActs(self, forms=self.forms, focused=lambda: self._focus)
        self._event_acts = EventActs(self._acts, forms=self.forms, experience=self.experience)
        self._zones = ZoneActs(self, self.canvas, commands=commands, theme=lambda: self._theme)
        self._completion = CompletionActs(
            self, commands=commands, forms=self.forms, following=self.queue.model.next_to_do,
            theme=lambda: self._theme,
        )  # fmt: skip
        self.steps = Steps(self, focus=self._set_focus, focused=lambda: self._focus)
        self._menus = DeskMenus(
            self, commands=commands, theme=lambda: self._theme, zones=self._zones, run=self._run_from_strip
        )
        self._spans = SpanActs(self.canvas, commands=commands, at_once=self._at_once)
        self._occurrences = OccurrenceActs(
            self, self.canvas, commands=commands, theme=lambda: self._theme, tell=self.told.emit
        )
        self.finder = Finder(self, commands=commands)
        self._searched = SearchedWords(self.canvas, queue=self.queue, find_bar=self.find_bar)
        self._wire()
        self._bind()
        SecondKeys(
            self, commands=commands, theme=lambda: self._theme, run=self._run_from_strip,
            schema=lambda: self._session.schema if self._session else None,
        )  # fmt: skip
        self.label_bar.set_keys(commands.keys)
        commands.keys_changed.connect(self._keys_changed)
        self._keys_changed()

    def _wire(self) -> None:
        self.canvas.installEventFilter(self)
        self.canvas.cursor_changed.connect(self._cursor_moved)
        self.canvas.selection_made.connect(self._refresh_foot)
        self.canvas.mark_double_clicked.connect(self._double_clicked)
        self.canvas.connected.connect(self.forms.connect_marks)
        self.empty.asked.connect(self._commands.run)
        self.hint_strip.asked.connect(self._run_from_strip)
        self.label_bar.asked.connect(self._run_from_strip)
        self.article_bar.completion_asked.connect(self._completion.set_complete)
        self._completion.settled.connect(self._completion_settled)
        self._completion.told.connect(self.told)
        self.article_bar.details_asked.connect(lambda: self._commands.run("article.details"))
        self.queue.chosen.connect(self._open_from_queue)
        self.queue.refused.connect(lambda error: self._session and self._session.refused.emit(error))
        self.queue.left.connect(self.close_drawer)
        self.queue.arranged.connect(self._refresh_place)
        self.inspector.mark_chosen.connect(self.steps.to_mark)
        self.forms.composing_changed.connect(self._composing_changed)
        self._links.open_changed.connect(self._composing_changed)
        self.linker.told.connect(self._commands.told)
        self.linker.set_experience(self.experience.now)
        self.composer.set_experience(self.experience.now)
        self.composer.told.connect(self._commands.told)

    def _bind(self) -> None:
        bind, acts, canvas, steps = self._commands.bind, self._acts, self.canvas, self.steps
        self._commands.bind_prefix(LABEL_PREFIX, lambda label: self._at_once(lambda: acts.label(label)))
        self._commands.bind_prefix(EVENT_PREFIX, lambda kind: self._at_once(lambda: self._event_acts.event_type(kind)))
        bind("event.new", lambda: self._at_once(self._event_acts.new_event))
        bind("link.new", self._links.new)
        self._commands.bind_prefix(LINK_PREFIX, self._links.new_of)
        bind("event.compose", lambda: self.forms.compose(self._focus or ""))
        bind("mark.remove", lambda: self._at_once(acts.remove))
        bind("mark.snap", lambda: self._at_once(acts.snap))
        bind("suggestion.next", lambda: canvas.step_mark(1, only_suggestions=True))
        bind("suggestion.previous", lambda: canvas.step_mark(-1, only_suggestions=True))
        bind("suggestion.accept", lambda: self._at_once(acts.accept))
        bind("suggestion.reject", lambda: self._at_once(acts.reject))
        bind("suggestion.accept_all", acts.accept_all)
        bind("event.next", lambda: steps.event(1))
        bind("event.previous", lambda: steps.event(-1))
        bind("problem.next", steps.problem)
        bind("desk.leave", self.leave)
        bind("article.next", lambda: steps.article(1))
        bind("article.previous", lambda: steps.article(-1))
        bind("edit.find", self.find)
        bind("queue.copies", self.queue.toggle_copies)
        bind("queue.filter", lambda: (self.open_queue(), self.queue.open_filter()))
        bind("edit.copy", steps.copy)

    # what is shown

    def set_session(self, session: DeskSession | None) -> None:
        """Show a project, or nothing."""
        self._leave_article()
        self._places.end()
        self._session = session
        self._acts.session = self._zones.session = self._menus.session = self.steps.session = session
        self.forms.session = self._completion.session = session
        self._spans.session = self._occurrences.session = self.finder.session = session
        self._focus = self._inspected = None
        self.experience.begin(session)
        self._links.set_session(session)
        self.forms.finish()
        self.canvas.show_article(NOTHING)
        if session is None:
            self.queue.open(None)
            return
        self._places.begin(session.project.uid)
        session.opened.connect(self._show_article)
        session.changed.connect(self._show_changes)
        session.checked.connect(self._show_problems)
        self.label_bar.set_schema(session.schema)
        self.queue.open(session.project, author=session.author)

    def first_article(self) -> str:
        """uid of the article to begin with: the one that was left last, else the first to do, else the first; or ""."""
        model, left = self.queue.model, self._places.article
        return left if left and model.row_of(left) is not None else model.first_to_do()

    def _leave_article(self) -> None:
        self._places.leave(self.canvas.view.article.uid, self.canvas.place())

    def load_queue(self) -> None:
        """Read the queue again."""
        self.queue.reload()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().set_theme(theme)

    def set_zoom(self, percent: int) -> None:
        self.canvas.set_reading(replace(self.canvas.reading, zoom=percent))

    def _show_article(self) -> None:
        session = self._session
        if session is None:
            return
        self.forms.finish()
        self._links.finish()
        self._focus = None
        self._leave_article()
        place = self._places.of(session.article)
        self.canvas.show_article(canvas_view(session), place=place)
        self._searched.article_shown(new=place is None)
        self.queue.set_current(session.article)
        self._refresh_article()
        self._refresh_inspector()
        self._cursor_moved()

    def _show_changes(self, changes: Changes) -> None:
        session = self._session
        if session is None:
            return
        self._text_first.hold()
        with self._once():
            self._stale_foot = True
            if "schema" in changes.kinds:
                self.label_bar.set_schema(session.schema)
            here = session.desk is not None and (
                session.article in changes.articles or changes.kinds & {"extractors", "schema"}
            )
            if changes.articles <= {session.article} and not changes.kinds & {"articles", "extractors", "schema"}:
                self._refresh_row()
            else:
                self.load_queue()
            if here:
                if self._focus and session.own(self._focus) is None and session.suggested(self._focus) is None:
                    self._set_focus(None)
                self.canvas.update_view(canvas_view(session), changed=session.differing)
                self._refresh_article()
                self.forms.refresh()
                self._links.refresh()
                self._leave_history(changes)
                self._refresh_inspector()

    def _show_problems(self) -> None:
        """What is wrong in a long article is known only some time after it is shown."""
        if self._session is not None:
            self.canvas.update_view(canvas_view(self._session), changed=())
            self._refresh_inspector()
            self._refresh_foot()
            self.moved.emit()

    def _refresh_article(self) -> None:
        session = self._session
        desk = session.desk if session else None
        note = ""
        if desk is not None and desk.state in {"skipped", "question"}:
            note = f"{'Skipped' if desk.state == 'skipped' else 'Question'}: {desk.reason}"
        if desk is not None and desk.audited:
            note = " · ".join(part for part in (note, "Without suggestions") if part)
        self.article_bar.show_article(desk.article if desk else None, note=note)
        self._refresh_place()
        for layer in LAYERS:
            self.article_bar.set_complete(layer, session.is_complete(layer) if session else False)
        self.article_bar.boxes["events"].setVisible(bool(session and session.schema.events))

    def _refresh_place(self) -> None:
        """The queue shows other rows or another order, or another article is open, or none."""
        session, model = self._session, self.queue.model
        self.article_bar.set_place(model.place_words(session.article) if session else "")
        if session is None or session.desk is not None:
            self.empty.hide()
        else:
            self.empty.say(articles=bool(model.rows), keys=self._commands.keys)

    def _completion_settled(self) -> None:
        self._refresh_article()
        self.canvas.setFocus()

    def _refresh_row(self) -> None:
        """The queue row of the open article, from what is on the desk: no need to read the whole queue again."""
        session = self._session
        row = self.queue.model.row_of(session.article) if session else None
        if session is None or session.desk is None or row is None:
            return
        desk = session.desk
        layers = tuple(layer for layer in LAYERS if session.is_complete(layer))
        self.queue.set_row(
            row._replace(
                state=desk.state,
                reason=desk.reason,
                suggestions=session.suggestion_count,
                complete_layers=layers,
            )
        )

    def _at_once(self, work: Callable[[], object]) -> None:
        """Do an act, paint text and form, and then show what stands around them."""
        with self._once():
            work()
            self._text_first.paint(self)

    @property
    def busy(self) -> bool:
        """Whether an act is under way: `moved` comes when all is shown that it did."""
        return self._holding

    @contextmanager
    def _once(self) -> Iterator[None]:
        """Show what stands around the text once, after all that is done meanwhile."""
        if self._holding:
            yield
            return
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
            if self._stale:
                self._cursor_moved()
            elif self._stale_foot:
                self._refresh_foot()
                self.moved.emit()

    def _refresh_inspector(self) -> None:
        session = self._session
        self._stale = self._holding
        if self._holding:
            return
        if session is None or session.desk is None:
            self.inspector.clear()
            return
        self._inspected = self._to_inspect(self.canvas.mark_at_cursor())
        self.inspector.show_desk(session.desk, session.schema, focus=self._inspected)

    def _to_inspect(self, here: str | None) -> str | None:
        """What the inspector shows: while an event is put together, that one and not what fills it."""
        return self.forms.event or here or self._focus

    def _leave_history(self, changes: Changes) -> None:
        """Who marks on looks at marks again; who takes back or does again may go on looking at the history."""
        session = self._session
        if session is None or session.stepping or not changes.marks or not self.canvas.hasFocus():
            return
        made = session.made(changes)
        self.inspector.come_back((EVENTS if isinstance(made[0], Event) else MENTIONS) if made else None)

    # the cursor

    def _cursor_moved(self) -> None:
        session = self._session
        if self._holding:
            self._stale = True
            return
        if session is not None and session.desk is not None:
            uid = self.canvas.mark_at_cursor()
            mark = session.own(uid) or session.suggested(uid)
            if isinstance(mark, Event) and self._form() is None:
                self._set_focus(mark.uid)
            self._stale |= self._to_inspect(uid) != self._inspected
        if self._stale:
            self._refresh_inspector()
        self._refresh_foot()
        self.moved.emit()

    def _set_focus(self, event: str | None) -> None:
        if event != self._focus:
            self._focus = event
            self.canvas.focus_event(event)

    def _refresh_foot(self) -> None:
        session = self._session
        self._stale_foot = self._holding
        if session is None or self._holding:
            return
        self._commands.update(self.situation())
        form = self._form()
        self.show_labels(bool(session.desk and self.canvas.has_selection() and form is None))
        self.hint_strip.set_hints(
            composing_hints(form.hints())
            if form is not None and session.desk is not None
            else hints_of(
                session, self._acts, now=self._commands.situation, here=self.steps.here(), keys=self._commands.keys
            )
        )

    def situation(self) -> Situation:
        """What is so on the desk just now; the window adds what only it knows."""
        session = self._session
        if session is None:
            return Situation()
        return situation_of(
            session,
            self._acts,
            held=self._commands.situation,
            focus=self._focus,
            composing=self._form() is not None,
            articles=bool(self.queue.model.rows),
        )

    def place_text(self) -> str:
        """Where the cursor is, for the status line."""
        session = self._session
        if session is None or session.desk is None:
            return ""
        form = self._form()
        if form is not None:
            return form.describe()
        place = place_text(session, self.canvas.selection(), self._acts.suggestion_at_cursor())
        here = self.canvas.mark_at_cursor()
        return ". ".join(part for part in (place, self.said_of_mark(here), problem_words(session, here)) if part)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the canvas that Qt would use for itself (Tab), and those that belong to the form while it is open."""
        if watched is not self.canvas or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and key_names(event) == ("Esc",):
            event.accept()
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        form = self._form()
        if form is not None and self._press_in_form(form, event):
            return True
        if event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self._press(event)
            return True
        return False

    def _press_in_form(self, form: Composer | Linker, event: QKeyEvent) -> bool:
        with self._once():
            used = form.handle_key(event)
            if used:
                self._stale_foot = True
                self._text_first.paint(self)
        return used

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the canvas did not use: labels, event types and the other keys of the text. Esc leads back to it."""
        if not self.canvas.hasFocus() and key_names(event) == ("Esc",):
            self.canvas.setFocus()
            self.inspector.come_back()
        elif not self.canvas.hasFocus() or not self._press(event):
            event.ignore()

    def _press(self, event: QKeyEvent) -> bool:
        if not self._commands.press(key_names(event), held=event.isAutoRepeat()):
            return False
        event.accept()
        return True

    def _keys_changed(self) -> None:
        self.label_bar.refresh()
        for part in (self.queue, self.inspector, self.article_bar):
            part.set_keys(self._commands.keys)
        self._refresh_foot()

    def leave(self) -> None:
        """Close the form, else drop the selection, else give all marks their colour back."""
        if self._form() is not None:
            self.forms.finish()
            self._links.finish()
        elif self.finder.hide():
            return
        elif self.canvas.has_selection():
            self.canvas.clear_selection()
            self._refresh_foot()
        else:
            self._set_focus(None)
            self.inspector.come_back()
            self._refresh_inspector()
            self.moved.emit()

    # clicks

    def _run_from_strip(self, action: str) -> None:
        if action.startswith("menu:"):
            self._choice_menu(action.removeprefix("menu:"))
            return
        self.canvas.setFocus()
        self._commands.run(action)

    def _choice_menu(self, kind: str) -> None:
        here = self._acts.suggestion_at_cursor() or self._acts.own_at_cursor()
        self._menus.choose(types=kind == "types" or (kind == "as" and isinstance(here, Event)))

    def _double_clicked(self, uid: str) -> None:
        session = self._session
        if session and isinstance(session.own(uid) or session.suggested(uid), Event):
            self.forms.compose(uid)

    def _form(self) -> Composer | Linker | None:
        """The form that has the foot of the text, if one is open."""
        return self.composer if self.forms.composing else self.linker if self._links.open else None

    def _composing_changed(self, on: bool) -> None:
        if on and self.forms.event:
            self._focus = self.forms.event
            self._links.finish()
        self._refresh_foot()
        self._refresh_inspector()
        if not self._holding:
            self.moved.emit()

    def _open_from_queue(self, uid: str) -> None:
        if self._session and (uid == self._session.article or self._session.open(uid)):
            self.close_drawer()
