"""Acts on versions that are started from anywhere in the window."""

from __future__ import annotations

from spanloop.gui.judge.trust import TrustView
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History


def test_the_acts_lead_to_the_controls(person: Person, history: History) -> None:
    history.add(1, f1={"mentions": 0.7, "triggers": 0.5})
    history.add(2, f1={"mentions": 0.7, "triggers": 0.5})
    window = person.window
    person.press("Ctrl+2", "Ctrl+1")
    window.loop.refresh()
    window.commands.run("version.promote")
    assert window.status.note() == "No newer version is here."
    window.commands.run("version.back")
    assert window.pages.current == "train"
    button = window.focusWidget()
    assert button is not None
    assert button.property("text") == "Roll back to version 1"
    person.press("Enter")
    assert window.loop.current is not None
    assert window.loop.current.number == 1
    window.commands.run("trust.freeze")
    assert window.pages.current == "judge"
    assert window.judging.page is not None
    assert window.judging.page.findChild(TrustView) is not None
    assert person.dialog("question").windowTitle() == "Freeze the test set?"
    person.press("Esc")
