"""Makes the small project by which later programs prove that they still open files of this format.

`python build_spec/old_project.py [FOLDER]`, default resources/old_projects. Run it with the program whose format it is
to be, as soon as a format is settled: the file keeps what a real program of that day wrote, and never changes again.
It stays with operations that every format so far had, so that it also runs on the source of an older commit
(`PYTHONPATH=CHECKOUT/desktop`). `spanloop --self-test` and a test open every file.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import zipfile
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECT, SAID = "project.spanloop", "said.jsonl"
#: Day of the archive's members, so that the same content gives the same bytes.
_DAY = (2026, 1, 1, 0, 0, 0)
SCHEMA = {
    "name": "small",
    "version": "1",
    "entities": [
        {"label": "PER", "key": "p", "gloss": "a person"},
        {"label": "ARM", "key": "a", "gloss": "an armed body"},
        {"label": "GPE", "key": "g", "gloss": "a place with a government"},
        {"label": "TIME", "key": "t", "gloss": "when it was"},
    ],
    "events": [
        {
            "type": "CONTROL",
            "key": "c",
            "roles": {
                "holder": {"key": "h", "fills": ["ARM", "PER"], "many": True},
                "area": {"key": "r", "fills": ["GPE"], "many": True},
            },
        },
        {"type": "STRIKE", "key": "s", "roles": {"target": {"key": "g", "fills": ["*"], "many": True}}},
    ],
    "attributes": {"realis": {"key": "y", "values": ["actual", "planned"], "default": "actual"}},
    "entity_links": [{"type": "ALIAS", "key": "Shift+A"}],
    "event_links": [{"type": "CAUSE", "key": "Shift+C"}],
}
#: With characters of two UTF-16 units, and some that join: offsets have to stay code points.
STORY = (
    "Bridge at Marsal changes hands\n\n"
    "Marsal, 3 March. Troops of the Ilva Front \U0001f469\u200d\U0001f692 took Marsal on Monday, and the Front said "
    "the cafe\u0301 stays open. General Hask, of the same Ilva Front, denied a strike on حلب.\n\nShare this page\n"
)
SECOND = "Shells hit Dolna last week.\nGeneral Hask blamed nobody, and Dolna waits.\n"
THIRD = "Nothing is marked in this one yet.\n"


def make(path: Path, said: Path) -> None:
    """Write a project with every kind of row that this format has, and what its own program says is in it, as JSONL."""
    from spanloop.operations import completing, marking, projects, undoing, zoning

    with tempfile.TemporaryDirectory() as scratch:
        schema, records = Path(scratch, "schema.json"), Path(scratch, "records.jsonl")
        schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
        records.write_text("".join(json.dumps(line) + "\n" for line in _records()), encoding="utf-8")
        project = projects.create_project(path, name="Old marks", schema_path=schema)
        try:
            ann, bob = (projects.sign_in(project, name=name) for name in ("Ann", "Bob"))
            _either("importing", "exchange").import_paths(project, author=ann, paths=[records])
            first, second, third = project.article_uids()
            _annotate(project, ann, first)
            zoning.set_zone(
                project, author=ann, article=first, start=len(STORY) - 4, end=len(STORY) - 2, kind="boilerplate"
            )
            _decide(project, ann, second)
            _mark(project, bob, second, "Hask", "PER")
            marking.annotate_note(
                project, author=bob, mark=_mark(project, bob, second, "General Hask", "PER"), text="Or ARM?"
            )
            completing.complete(project, author=ann, article=first)
            completing.complete(project, author=bob, article=second, layers=["entities"], start=0, end=30)
            completing.set_state(project, author=bob, article=third, state="question", reason="In which war?")
            _newer_than_the_first(project, ann, first, second)
            # The journal: a mark that was taken back and made again, and one that stays taken back.
            marking.mark(project, author=bob, article=second, fragments=_find(SECOND, "Shells"), label="ARM")
            undoing.undo(project, author=bob)
            undoing.redo(project, author=bob)
            marking.mark(project, author=bob, article=second, fragments=_find(SECOND, "nobody"), label="PER")
            undoing.undo(project, author=bob)
            _either("exporting", "exchange").export_jsonl(project, dest=said)
        finally:
            project.close()


def _annotate(project: Any, author: Any, article: str) -> None:
    """Mentions that nest and have two fragments, one relabelled, moved and removed; events, arguments, links."""
    from spanloop.operations import events, marking

    link = _either("linking", "events").link
    front = _mark(project, author, article, "Ilva Front", "ARM")
    troops = _mark(project, author, article, "Troops of the Ilva Front", "PER")
    marking.relabel(project, author=author, mention=troops, label="ARM")
    short = _mark(project, author, article, "the Front", "ARM")
    marking.move(project, author=author, mention=short, fragments=_find(STORY, "Front", after="and the "))
    place = _mark(project, author, article, "Marsal", "GPE", after="took ")
    _mark(project, author, article, "Monday", "TIME")
    gone = _mark(project, author, article, "cafe\u0301", "PER")
    marking.unmark(project, author=author, marks=[gone])
    pieces = (*_find(STORY, "General Hask"), *_find(STORY, "Ilva Front", after="same "))
    marking.mark(project, author=author, article=article, fragments=pieces, label="PER")
    link(project, author=author, type="ALIAS", source=short, target=front)
    taken = _event(project, author, article, "took", "CONTROL")
    struck = _event(project, author, article, "strike", "STRIKE")
    events.fill_role(project, author=author, event=taken, role="holder", filler=troops)
    events.fill_role(project, author=author, event=taken, role="area", filler=place)
    events.fill_role(
        project, author=author, event=struck, role="target", filler=_mark(project, author, article, "حلب", "GPE")
    )
    events.set_attribute(project, author=author, event=struck, name="realis", value="planned")
    link(project, author=author, type="CAUSE", source=taken, target=struck)


def _decide(project: Any, author: Any, article: str) -> None:
    """Of three suggestions one is accepted, one accepted and moved, one rejected."""
    from spanloop.operations import marking, suggestions

    (given,) = [marks for marks in project.all_marks(article) if marks.author.kind == "extractor"]
    found = {mention.label: mention.uid for mention in given.mentions}
    suggestions.accept(project, author=author, suggestions=[found["GPE"]])
    suggestions.accept(project, author=author, suggestions=[found["TIME"]])
    (mine,) = [mention for mention in project.marks(article, author).mentions if mention.label == "TIME"]
    marking.move(project, author=author, mention=mine.uid, fragments=_find(SECOND, "last week"))
    suggestions.reject(project, author=author, suggestions=[found["ARM"]])


def _newer_than_the_first(project: Any, author: Any, first: str, second: str) -> None:
    """What formats after the first brought: notes and seconds (2), meanings of times (4), rules and settings (5)."""
    notes = _either("notes")
    if notes:
        notes.note_article(project, author=author, article=first, text="Who is the Front?")
        _either("activity").add_seconds(project, author=author, seconds={(second, "2026-01-02"): 42})
    timing = _either("timing")
    if timing:
        (time,) = [mention for mention in project.marks(first, author).mentions if mention.label == "TIME"]
        timing.set_time_value(project, author=author, mention=time.uid, value="2025-03-03")
    ruling = _either("ruling")
    if ruling:
        ruling.add_rules(project, author=author, patterns=[("Ilva Front", "ARM")])
        ruling.set_training_on_rules(project, author=author, on=True)


def _mark(project: Any, author: Any, article: str, words: str, label: str, *, after: str = "") -> str:
    from spanloop.operations import marking

    place = _find(project.article(article).text, words, after=after)
    marking.mark(project, author=author, article=article, fragments=place, label=label)
    (made,) = [
        each for each in project.marks(article, author).mentions if each.fragments == place and each.label == label
    ]
    return made.uid


def _event(project: Any, author: Any, article: str, words: str, event_type: str) -> str:
    from spanloop.operations import events

    place = _find(STORY, words)
    events.add_event(project, author=author, article=article, trigger=place, type=event_type)
    (made,) = [each for each in project.marks(article, author).events if each.trigger == place]
    return made.uid


def _find(text: str, words: str, *, after: str = "") -> tuple[tuple[int, int], ...]:
    start = text.index(after + words) + len(after)
    return ((start, start + len(words)),)


def _records() -> list[dict[str, Any]]:
    """Three articles; on the second what an extractor suggests, and what is right."""
    head = {"date": "2025-03-04", "language": "en"}
    second = {"id": "dolna.txt", "text": SECOND, "title": "Dolna", **head}
    spans = [("ARM", "Shells"), ("GPE", "Dolna"), ("TIME", "week")]
    return [
        {
            "id": "bridge.txt",
            "text": STORY,
            "title": "Bridge at Marsal changes hands",
            "source": "The Marsal Courier",
            **head,
        },
        {
            **second,
            "author": {"name": "Extractor v1", "kind": "extractor"},
            "spans": [_span(label, words, id=label, score=0.75) for label, words in spans],
            "events": [
                {
                    "type": "STRIKE",
                    "trigger": {name: at for name, at in _span("", "hit").items() if name != "label"},
                    # A score of its own since format 6; a program of before passes it over.
                    "arguments": [{"role": "target", "span": "GPE", "score": 0.625}],
                    "score": 0.5,
                }
            ],
        },
        {
            **second,
            "author": {"name": "Gold", "kind": "gold"},
            "complete": ["entities"],
            "spans": [_span("PER", "General Hask"), _span("GPE", "Dolna")],
        },
        {"id": "third.txt", "text": THIRD, "title": "Third", **head},
    ]


def _span(label: str, words: str, **more: Any) -> dict[str, Any]:
    ((start, end),) = _find(SECOND, words)
    return {"start": start, "end": end, "label": label, **more}


def _either(*names: str) -> Any:
    """The first of these modules of operations that the program has; rooms were renamed since. None for none."""
    for name in names:
        try:
            return import_module(f"spanloop.operations.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"spanloop.operations.{name}":
                raise
    return None


def pack(project: Path, said: Path, folder: Path) -> Path:
    """Put both into `format-N.zip`, N being the number in the file; it is made smaller before."""
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        (number,) = connection.execute("PRAGMA user_version").fetchone()
    folder.mkdir(exist_ok=True)
    dest = folder / f"format-{number}.zip"
    with zipfile.ZipFile(dest, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, name in ((project, PROJECT), (said, SAID)):
            archive.writestr(zipfile.ZipInfo(name, _DAY), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return dest


def main(arguments: list[str]) -> int:
    """Make the file of the present format. One that is there is not written over: it is of its day."""
    folder = Path(arguments[0]) if arguments else ROOT / "resources" / "old_projects"
    with tempfile.TemporaryDirectory() as scratch:
        project, said = Path(scratch, PROJECT), Path(scratch, SAID)
        make(project, said)
        dest = pack(project, said, Path(scratch))
        if (folder / dest.name).exists():
            raise SystemExit(f"{folder / dest.name} is there already; take it away first if it never was released.")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / dest.name).write_bytes(dest.read_bytes())
        print(f"{folder / dest.name}: {dest.stat().st_size / 1e3:.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
