"""The same agency story in four papers, marked once, by the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.verbs import Spanloop

SCHEMA = {
    "name": "papers",
    "version": "1",
    "entities": [{"label": "GPE", "key": "g"}, {"label": "ARM", "key": "a"}],
    "events": [{"type": "STRIKE", "key": "s", "roles": {"target": {"fills": ["GPE"], "key": "t"}}}],
}
WIRE = (
    "Shells hit a grain store in Velmar on Monday, the council said. Three guards of the 5th Brigade were killed and "
    "the ferry to Ostrey stopped.\n\n"
    "The council blamed the army. It said that the army had been told twice that the store held nothing but grain.\n\n"
    "Velmar has been shelled eleven times since June. People cross the Lenn at night, because the bridge is watched."
)
PAPERS = {
    "agency.txt": WIRE,
    "evening-post.txt": WIRE,
    "morning-star.txt": WIRE.rsplit("\n\n", 1)[0].replace("Three guards", "Four guards"),
    "ostrey-news.txt": "\n\n".join(WIRE.split("\n\n")[i] for i in (0, 2, 1)),
    "weather.txt": "Rain is expected along the coast until Thursday, with strong wind from the west at night.",
}
MARKS = (("GPE", "Velmar"), ("ARM", "5th Brigade"), ("ARM", "Three guards of the 5th Brigade"), ("GPE", "Ostrey"))


@pytest.fixture
def project(tmp_path: Path, spanloop: Spanloop) -> Path:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    made = spanloop.makes(tmp_path / "story.spanloop", schema=schema)
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    spanloop.imports(made, folder)
    spans = [
        {"start": WIRE.index(words), "end": WIRE.index(words) + len(words), "label": label} for label, words in MARKS
    ]
    strike = {"type": "STRIKE", "trigger": {"start": 7, "end": 10}}
    line = {"id": "agency.txt", "text": WIRE, "author": "Noor", "spans": spans, "events": [strike],
            "complete": ["entities", "events"]}  # fmt: skip
    marks = tmp_path / "marks.jsonl"
    marks.write_text(json.dumps(line), encoding="utf-8")
    spanloop.imports(made, marks)
    return made


def marked(spanloop: Spanloop, project: Path, name: str) -> dict[str, Any]:
    """What Noor has on a paper, as its line says."""
    lines = [line for line in spanloop.marks(project) if line["id"] == name and "author" in line]
    return next((line for line in lines if line["author"]["name"] == "Noor"), {"spans": []})


def words(line: dict[str, Any]) -> list[str]:
    return [span["text"] for span in line["spans"]] + [event["trigger"]["text"] for event in line.get("events", [])]


def test_a_story_is_marked_once(spanloop: Spanloop, project: Path) -> None:
    (story,) = spanloop.does("copies", project, "--json").json
    assert [one["id"] for one in story["articles"]] == [name for name in PAPERS if name != "weather.txt"]
    said = spanloop.does("copies", project, "agency.txt", "--author", "Noor").out
    assert "evening-post.txt" in said
    assert "~ Three -> Four" in said
    assert "- Velmar has been shelled" in said
    assert "> " in said
    report = spanloop.does("copies", project, "agency.txt", "--bring", "--accept", "--author", "Noor", "--json").json
    assert report["act"] == f"bring {report['marks']} marks to 3 copies"
    all_of_it = words(marked(spanloop, project, "agency.txt"))
    assert words(marked(spanloop, project, "evening-post.txt")) == all_of_it
    assert words(marked(spanloop, project, "ostrey-news.txt")) == all_of_it
    star = marked(spanloop, project, "morning-star.txt")
    assert words(star) == [one for one in all_of_it if not one.startswith("Three")]
    assert {c["layer"] for c in marked(spanloop, project, "evening-post.txt")["completions"]} == {"entities", "events"}
    again = spanloop.does("copies", project, "agency.txt", "--bring", "--accept", "--author", "Noor").out
    assert again.startswith("It is so already.")
    assert "left: ARM \u201cThree guards of the 5th Brigade\u201d: the copy has other words here" in again
    assert "nobody looked for entities and events in: Four guards" in again
    spanloop.does("undo", project, "--author", "Noor")
    assert words(marked(spanloop, project, "evening-post.txt")) == []
    spanloop.finds_sound(project)


def test_copies_are_followed_and_ignored(spanloop: Spanloop, project: Path) -> None:
    as_noor = ("--author", "Noor")
    said = spanloop.does("copies", project, "evening-post.txt", "--follow", "agency.txt", *as_noor).out
    assert said.startswith("Follow ")
    assert words(marked(spanloop, project, "evening-post.txt")) == words(marked(spanloop, project, "agency.txt"))
    spanloop.does("copies", project, "ostrey-news.txt", "--ignore", *as_noor)
    line = marked(spanloop, project, "ostrey-news.txt")
    assert (line["state"], line["copy"]["choice"]) == ("skipped", "ignore")
    assert line["reason"].startswith("Copy of ")
    spanloop.says("copies", project, "agency.txt", "--ignore", *as_noor).refuses("1 copy follows")
    spanloop.says("copies", project, "weather.txt", "--follow", "agency.txt", *as_noor).refuses("is no copy of")
    spanloop.says("copies", project, "--bring", *as_noor).refuses("No article is named")
    said = spanloop.does("copies", project, "agency.txt", *as_noor).out
    assert "follows it" in said
    assert "ignored" in said
    spanloop.does("copies", project, "ostrey-news.txt", "--decide-again", *as_noor)
    assert "copy" not in marked(spanloop, project, "ostrey-news.txt")
    assert marked(spanloop, project, "ostrey-news.txt").get("state") is None
