"""Names in which a spaCy config sees something of its own go through a training like any others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.suggesting import suggest
from spanloop.operations.training import train
from tests.small_loop import make_report

ARM, ATTACK, WHO, REAL, NO = "AR${M}", "AT${paths.train}TACK", "who${", "re${al}", "n${o}"
SCHEMA: dict[str, Any] = {
    "name": "names",
    "version": "1",
    "entities": [{"label": ARM, "key": "a"}],
    "events": [{"type": ATTACK, "key": "1", "roles": {WHO: {"fills": [ARM], "key": "w"}}, "kinds": ["$${a}"]}],
    "attributes": {REAL: {"key": "y", "values": ["yes", NO]}, "kind": {"key": "z", "values": "per event type"}},
}


def write_marked(path: Path) -> Path:
    lines: list[dict[str, Any]] = []
    for number in range(10):
        report = make_report(number, sentences=1)
        (arm,) = (span | {"label": ARM} for span in report["spans"][:1])
        event = report["events"][0] | {
            "type": ATTACK, "arguments": [{"role": WHO, "span": arm["id"]}], "attributes": {REAL: NO, "kind": "$${a}"},
        }  # fmt: skip
        line = {"id": f"r{number}", "language": "en", "text": report["text"]}
        if number < 8:
            author = {"name": "Noor", "kind": "human"}
            line |= {"author": author, "complete": ["entities", "events"], "spans": [arm], "events": [event]}
        lines.append(line)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_dollar_before_a_brace_is_a_name_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    with create_project(tmp_path / "p.spanloop", schema_path=tmp_path / "schema.json") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_marked(tmp_path / "marked.jsonl")])
        record = train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=30)
        suggest(project, data_dir=tmp_path)
        given = [m for uid in project.article_uids() for m in project.all_marks(uid) if m.author == record.author]
    assert {event.type for marks in given for event in marks.events} == {ATTACK}
    filled = [argument for marks in given for event in marks.events for argument in event.arguments]
    assert {argument.role for argument in filled} == {WHO}
    # As the version gave them: too few development articles to say what they mean.
    assert all(argument.score is not None and 0 < argument.score <= 1 for argument in filled)
    assert {name: value for marks in given for event in marks.events for name, value in event.attributes.items()} == {
        REAL: NO, "kind": "$${a}",
    }  # fmt: skip
    nlp: Any = ExtractorShelf(tmp_path).load(record.uid, called=record.name)
    assert nlp.get_pipe("event_arguments")._mask.names == [WHO]
