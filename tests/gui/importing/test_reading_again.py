"""An article is read again from the bytes that were kept; what came of it is said, and undone like any other act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spanloop.gui.importing.reading_again import came
from spanloop.operations import importing
from tests.gui.shell.conftest import Person

PAGE = (
    "<html><head><title>Ford shelled</title></head><body><nav>Home</nav><article><h1>Ford shelled at Ostan</h1>"
    "<p>Gunners shelled the ford at Ostan on Tuesday, residents said, and the road stayed closed.</p></article>"
    "</body></html>"
)


def test_the_open_article_is_read_again_as_one_act(person: Person, tmp_path: Path, qtbot: Any) -> None:
    place = tmp_path / "ford.html"
    place.write_text(PAGE, encoding="utf-8")
    session, window = person.session, person.window
    (uid,) = importing.import_paths(person.project, author=session.author, paths=[place]).changes.articles
    zones = person.project.article(uid).zones
    with person.project.act(session.author, "clear") as act:
        act.set_zones(uid, [])
    session.reload()
    session.open(uid)
    assert zones
    assert not person.desk.article.zones
    window.commands.run("article.read_again")
    assert window.exchange.words() == "Reading the page again"
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=60_000)
    assert window.status.saved_text().startswith("Read again: ")
    assert "new zone" in window.status.saved_text()
    assert [zone.kind for zone in person.desk.article.zones] == [zone.kind for zone in zones]
    person.canvas.setFocus()
    person.press("Ctrl+Z")
    assert not person.desk.article.zones


def test_what_came_is_said() -> None:
    row = {"outcome": "same", "zones": 0, "details": []}
    assert came(row) == "Read again: nothing new"
    assert came({**row, "outcome": "renewed", "details": ["byline"]}) == "Read again: byline"
    assert came({**row, "outcome": "revised"}).startswith("Read again: another text")
