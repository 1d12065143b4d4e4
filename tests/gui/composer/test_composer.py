"""The composer, driven by keys and clicks; a small page stands in for the desk and does what is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from spanloop.core.experience import Experience
from spanloop.core.marks import Argument, Event, Mention
from spanloop.core.schema import ThemeName
from spanloop.gui.composer import Composer
from spanloop.gui.inspector.controls import Chip
from spanloop.gui.theme import Theme
from tests.gui.inspector import sample

LEFT = Qt.MouseButton.LeftButton


class Page(QWidget):
    """Has the keyboard, hands keys to the composer, and changes its desk as the operations would."""

    def __init__(self, theme: Theme, desk: sample.SampleDesk, *, answer: bool = True) -> None:
        super().__init__()
        self.desk = desk
        self.composer = Composer(theme)
        self.candidates: list[tuple[str, int]] = []
        self.current: object = None
        self.log: list[tuple[str, ...]] = []
        self.unused: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.composer)
        layout.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.composer.candidates_changed.connect(self._number)
        self.composer.closed.connect(lambda: self.log.append(("closed",)))
        self.composer.type_asked.connect(lambda *what: self.log.append(("type", *what)))
        self.composer.role_changed.connect(lambda *what: self.log.append(("role", *what)))
        for name in ("filler_taken", "filler_removed", "attribute_set"):
            getattr(self.composer, name).connect(getattr(self, f"_{name}" if answer else "_ignore"))

    def _number(self, candidates: list[tuple[str, int]], current: object) -> None:
        self.candidates, self.current = candidates, current

    def _ignore(self, *what: str) -> None:
        self.log.append(what)

    def _filler_taken(self, event: str, role: str, filler: str) -> None:
        self.log.append(("take", role, filler))
        made = self.desk.event(event)
        if any(m.uid == filler for m in self.desk.suggestions[0].mentions):
            filler = self._accept(filler)
        is_event = any(e.uid == filler for e in self.desk.marks.events)
        self._change(replace(made, arguments=(*made.arguments, Argument(role, filler, is_event))))

    def _accept(self, uid: str) -> str:
        offered = self.desk.suggestions[0]
        found = next(m for m in offered.mentions if m.uid == uid)
        mine = Mention(f"mine-{uid}", found.fragments, found.label, origin=uid)
        left = replace(offered, mentions=tuple(m for m in offered.mentions if m.uid != uid))
        marks = replace(self.desk.marks, mentions=(*self.desk.marks.mentions, mine))
        self.desk = replace(self.desk, marks=marks, suggestions=(left,))
        return mine.uid

    def _filler_removed(self, event: str, role: str, filler: str) -> None:
        self.log.append(("remove", role, filler))
        made = self.desk.event(event)
        kept = tuple(a for a in made.arguments if (a.role, a.filler) != (role, filler))
        self._change(replace(made, arguments=kept))

    def _attribute_set(self, event: str, name: str, value: str) -> None:
        self.log.append(("set", name, value))
        made = self.desk.event(event)
        values = {k: v for k, v in {**made.attributes, name: value}.items() if v}
        self._change(replace(made, attributes=values))

    def _change(self, event: Event) -> None:
        self.desk = self.desk.changed(event)
        self.composer.update_desk(self.desk)

    def event(self, event: QEvent) -> bool:
        """As the desk page does: Tab is a key of the text, it does not leave it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            return self.composer.handle_key(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.composer.handle_key(event):
            self.unused.append(event.text())

    def done(self, *kinds: str) -> list[tuple[str, ...]]:
        return [entry for entry in self.log if entry[0] in kinds]

    def arguments(self, uid: str) -> list[tuple[str, str]]:
        return [(a.role, a.filler) for a in self.desk.event(uid).arguments]


Open = Callable[..., Page]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    found = Theme.named("light")
    found.apply(qapp)
    return found


@pytest.fixture
def compose(qtbot: QtBot, theme: Theme) -> Open:
    """Show a page that composes an event."""

    def make(uid: str = "e5", *, desk: sample.SampleDesk | None = None, width: int = 840, answer: bool = True) -> Page:
        page = Page(theme, desk or sample.english(), answer=answer)
        qtbot.addWidget(page)
        page.resize(width, 400)
        with qtbot.waitExposed(page):
            page.show()
        page.setFocus()
        page.composer.begin(page.desk, sample.SCHEMA, uid)
        return page

    return make


def bare(uid: str) -> sample.SampleDesk:
    """The sample with one event stripped of its arguments and attributes."""
    desk = sample.english()
    return desk.changed(replace(desk.event(uid), arguments=(), attributes={}))


def chip(page: Page, text: str) -> Chip:
    return next(c for c in page.composer.findChildren(Chip) if c.isVisible() and c.text() == text)


def test_it_begins_with_the_event_and_no_role(compose: Open) -> None:
    page = compose()
    composer = page.composer
    assert composer.sentence.text().replace("\u00a0", "") == "The Northern Shield Brigade … fired rockets"
    assert composer.role == ""
    assert page.candidates == []
    assert composer.describe() == "STRIKE fired"
    assert [keys for keys, _ in composer.hints()] == [("a", "s"), ("y", "z"), ("Enter",), ("Esc",)]
    assert chip(page, "attacker").accessibleName() == "attacker: The Northern Shield Brigade"
    assert chip(page, "attacker").ticked
    assert not chip(page, "target").ticked


def test_a_role_key_proposes_the_best_and_cycles(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "g")
    assert page.current == "f3"
    assert page.candidates[0] == ("f3", 1)
    assert len(page.candidates) == 9
    assert page.composer.describe() == "STRIKE fired, choosing the target"
    assert page.composer.accessibleName().endswith("an army checkpoint, FAC, 1 of 9")
    assert page.composer.sentence.text().endswith("at an army checkpoint")
    second = page.candidates[1][0]
    qtbot.keyClicks(page, "g")
    assert page.current == second
    qtbot.keyClicks(page, "GG")
    assert page.current == page.candidates[-1][0], "Shift goes back, round the end"
    assert page.done("take") == []


def test_enter_takes_and_a_second_enter_closes(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "g")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.arguments("e5")[-1] == ("target", "f3")
    assert page.composer.role == ""
    assert page.candidates == []
    assert chip(page, "target").ticked
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.done("closed") == [("closed",)]
    assert page.composer.event_uid == ""


def test_an_event_with_three_arguments_takes_four_keys(qtbot: QtBot, compose: Open) -> None:
    page = compose("e1", desk=bare("e1"))
    qtbot.keyClicks(page, "agt")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.arguments("e1") == [("attacker", "a1"), ("target", "f1"), ("time", "t1")]


def test_digits_take_by_number_and_a_role_may_have_several(qtbot: QtBot, compose: Open) -> None:
    page = compose("e1", desk=bare("e1"))
    qtbot.keyClicks(page, "s")
    numbers = dict(page.candidates)
    assert "s1" in numbers
    qtbot.keyClicks(page, str(numbers["s1"]))
    assert page.arguments("e1") == [("source", "s1")]
    qtbot.keyClicks(page, "s")
    assert page.current is None, "a role that is filled proposes nothing by itself"
    again = dict(page.candidates)
    assert "s1" not in again
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.arguments("e1") == [("source", "s1")], "Enter without a proposal leaves the role"
    qtbot.keyClicks(page, "s1")
    assert len(page.arguments("e1")) == 2


def test_a_digit_beyond_the_candidates_takes_nothing_and_says_so(qtbot: QtBot, compose: Open) -> None:
    page = compose("e1", desk=bare("e1"))
    said: list[str] = []
    page.composer.told.connect(said.append)
    qtbot.keyClicks(page, "t")
    assert len(page.candidates) == 1
    qtbot.keyClicks(page, "70")
    assert page.done("take") == []
    assert page.composer.role == "time"
    assert page.unused == []
    assert said == [f"There is no candidate {n} for the time. Go to words and press its key." for n in (7, 0)]


def test_delete_clears_the_filler_and_escape_leaves(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "a")
    assert (("Delete",), "clear") in page.composer.hints()
    qtbot.keyClick(page, Qt.Key.Key_Delete)
    assert page.done("remove") == [("remove", "attacker", "a3")]
    assert ("attacker", "a3") not in page.arguments("e5")
    assert page.composer.role == "attacker"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.composer.role == ""
    assert page.done("closed") == []
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.done("closed") == [("closed",)]
    assert page.candidates == []


def test_escape_takes_nothing(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "g")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.done("take") == []


def test_attribute_keys_turn_values(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "qxxzzZ")
    assert page.done("set") == [
        ("set", "certainty", "reported"),
        ("set", "polarity", "neg"),
        ("set", "polarity", "pos"),
        ("set", "kind", "air"),
        ("set", "kind", "shelling"),
        ("set", "kind", "air"),
    ]
    assert chip(page, "kind").value == "air"


def test_type_keys_change_the_type_only_before_a_role(qtbot: QtBot, compose: Open) -> None:
    page = compose("e1", desk=bare("e1"))
    qtbot.keyClicks(page, "12")
    assert page.done("type") == [("type", "e1", "ATTACK")], "2 is its own type"
    qtbot.keyClicks(page, "g1")
    assert len(page.done("type")) == 1
    assert page.arguments("e1") == [("target", "f1")]


def test_tab_goes_through_the_roles_that_are_empty(qtbot: QtBot, compose: Open) -> None:
    page = compose("e1", desk=sample.english())
    seen: list[str] = []
    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Tab)
        seen.append(page.composer.role)
    assert seen == ["instrument", "place", "instrument"]
    assert page.done("take") == [], "looking round takes nothing"


def test_a_suggested_filler_is_offered_and_taken(qtbot: QtBot, compose: Open) -> None:
    desk = sample.english()
    talks = Event("talks", "TALKS", desk.event("e9").trigger)
    page = compose("talks", desk=desk.with_marks(replace(desk.marks, events=(*desk.marks.events, talks))))
    qtbot.keyClicks(page, "a")
    assert page.current == "p1"
    assert page.composer.candidate_row.chip(1).accessibleName() == "1: the UN envoy Lena Marsh, PER, suggested"
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.arguments("talks") == [("participant", "mine-p1")]
    assert chip(page, "participant").ticked


def test_an_event_may_fill_a_role(qtbot: QtBot, compose: Open) -> None:
    page = compose("e10")
    qtbot.keyClicks(page, "b")
    kinds = {c.text(): c.tag_is_event for c in page.composer.candidate_row.findChildren(Chip) if c.number}
    assert True in kinds.values()
    events = [number for uid, number in page.candidates if uid in {e.uid for e in page.desk.marks.events}]
    qtbot.keyClicks(page, str(events[0]))
    assert page.desk.event("e10").arguments[-1].filler_is_event


def test_chips_work_by_mouse_and_leave_the_keyboard_where_it_is(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.mouseClick(chip(page, "target"), LEFT)
    assert page.composer.role == "target"
    qtbot.mouseClick(page.composer.candidate_row.chip(2), LEFT)
    assert len(page.done("take")) == 1
    qtbot.mouseClick(chip(page, "polarity"), LEFT)
    assert page.done("set") == [("set", "polarity", "neg")]
    assert page.hasFocus()


def test_the_current_candidate_is_always_in_sight(qtbot: QtBot, compose: Open) -> None:
    page = compose(width=480)
    qtbot.keyClicks(page, "g")
    row = page.composer.candidate_row
    for _ in range(9):
        now = next(c for c in row.findChildren(Chip) if c.state == "now")
        assert now.isVisible()
        assert row.rect().contains(now.geometry())
        qtbot.keyClicks(page, "g")


def test_it_closes_when_its_event_is_gone(compose: Open) -> None:
    page = compose()
    page.composer.choose_role("target")
    desk = page.desk.with_marks(page.desk.marks.without(frozenset({"e5"})))
    page.composer.update_desk(desk)
    assert page.done("closed") == [("closed",)]
    assert page.candidates == []
    assert page.composer.hints() == [(("Enter",), "done"), (("Esc",), "close")]


def test_an_undo_elsewhere_keeps_role_and_candidate(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "gg")
    chosen = page.current
    page.composer.update_desk(page.desk.with_marks(page.desk.marks.without(frozenset({"f3"}))))
    assert page.composer.role == "target"
    assert page.current == chosen


def test_an_act_that_failed_leaves_the_composer_open(qtbot: QtBot, compose: Open) -> None:
    page = compose(answer=False)
    qtbot.keyClicks(page, "g")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.log[-1] != ("closed",)
    assert page.composer.event_uid == "e5"
    assert not chip(page, "target").ticked


def test_keys_that_mean_nothing_here_are_left_alone(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "m?")
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.unused[:2] == ["m", "?"]
    assert page.composer.role == ""
    page.composer.finish()
    qtbot.keyClicks(page, "g")
    assert page.unused[-1] == "g"


def test_ctrl_enter_keeps_the_candidate_and_goes_on_to_the_window(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "g")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.arguments("e5")[-1] == ("target", "f3")
    assert page.unused[-1] == "\r", "what else it means is for the window"


def test_it_tells_which_role_the_guideline_should_explain(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    qtbot.keyClicks(page, "g")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.done("role") == [("role", "STRIKE", ""), ("role", "STRIKE", "target"), ("role", "STRIKE", "")]


def test_habits_of_the_project_change_the_order(qtbot: QtBot, compose: Open) -> None:
    page = compose()
    past = Experience()
    past.count_filler("STRIKE", "target", "LOC", before=False, times=10**9)
    page.composer.set_experience(lambda: past)
    page.composer.begin(page.desk, sample.SCHEMA, "e5")
    qtbot.keyClicks(page, "g")
    assert page.composer.candidate_row.chip(1).tag == "LOC"


def test_an_event_that_is_not_there_opens_nothing(compose: Open) -> None:
    page = compose("nothing")
    assert page.composer.event_uid == ""
    assert page.composer.describe() == ""
    page.composer.choose_role("target")
    page.composer.update_desk(page.desk)
    assert page.log == []


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_it_is_painted_in_every_theme(qtbot: QtBot, compose: Open, name: ThemeName) -> None:
    page = compose("e1", desk=sample.arabic())
    qtbot.keyClicks(page, "i")
    theme = Theme.named(name)
    page.composer.set_theme(theme)
    image = page.composer.grab().toImage()
    assert image.pixelColor(400, 0) == theme.colour("accent")
    assert image.pixelColor(2, image.height() - 3) == theme.colour("raised")
