"""Acts that numbers choose: what a person might do next in a project, whatever is in it by then.

A drawn act is a name and a few numbers. The numbers pick article, words, marks and labels among those that are there,
so that every list of drawn acts can be done, and a shorter list is a simpler session.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from hypothesis import strategies as st

from spanloop.core.changes import Changes
from spanloop.core.marks import LAYERS, Author, Event, Fragments, Marks, Mention
from spanloop.core.occurrences import phrase_of
from spanloop.core.schema import Role, Schema
from spanloop.core.words import word_boundaries
from spanloop.operations import (
    completing,
    details,
    events,
    exporting,
    importing,
    linking,
    marking,
    occurrences,
    pasting,
    projects,
    queueing,
    resizing,
    suggestions,
    undoing,
    viewing,
)
from spanloop.operations.windows import Project

Thing = TypeVar("Thing")
DrawnAct = tuple[str, tuple[int, ...]]

#: A line break of Windows, a combining mark, characters beyond the first plane, Arabic, a no-break space.
REPORTS = (
    "Mortars hit Tel Shahin\r\n\r\nMortars hit the market of Tel Shahin on Monday, killing 3, a medic said.\r\n",
    "Convoy in Dorvath\n\nA convoy \U0001f69a\U0001f69a reached Dorvath; Zoe\u0308 Marsh met the U.S.\u00a0envoy.\n",
    "قصف\n\nقصف الجيش مدينة قصرة يوم الاثنين.\n",
)
#: Words that the picture of a project searches for: the index of words has to follow undo and redo as well.
SEARCHED = ("mortars", "convoy", "ridge", "edited")
#: A few of the schema's, so that roles find what fills them.
LABELS = ("GPE", "ARM", "PER")
TYPES = ("STRIKE", "SAY", "MOVE")
RULES: dict[str, Any] = {"name": "Place names", "kind": "rules"}


def write_lines(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    """A JSONL file."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def make_template(folder: Path) -> Path:
    """A project with the reports and suggestions on them, made by someone who takes no further part."""
    path = folder / "template.spanloop"
    lines = [_suggested(number, text) for number, text in enumerate(REPORTS)]
    with projects.create_project(path) as project:
        author = projects.sign_in(project, name="Setter")
        importing.import_paths(project, author=author, paths=[write_lines(folder / "template.jsonl", lines)])
        for name in ("Noor", "Ilya"):
            projects.sign_in(project, name=name)
    return path


def _suggested(number: int, text: str) -> dict[str, Any]:
    """A report on which a rule set suggests two mentions and an event between them."""
    words = word_boundaries(text)
    place, other, trigger = words[4], words[-3], words[1]
    return {
        "id": f"report-{number}", "text": text, "title": text.split(maxsplit=1)[0], "author": RULES,
        "spans": [
            {"id": "a", "start": place[0], "end": place[1], "label": "GPE", "score": 0.5},
            {"id": "b", "start": other[0], "end": other[1], "label": "PER", "score": 0.25},
        ],
        "events": [
            {
                "id": "e", "type": "STRIKE", "trigger": {"start": trigger[0], "end": trigger[1]},
                "arguments": [{"role": "target", "span": "a", "score": 0.125}], "attributes": {"certainty": "reported"},
            }
        ],
    }  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """Everything of a project that its person could tell apart: the lossless export, their queue, the word index."""

    export: str
    queue: tuple[Any, ...]
    found: tuple[Any, ...]


class Hand:
    """One person at one project file of their own connection. Close it, or use it in a `with`."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self._drafts = Path(tempfile.mkdtemp(prefix="spanloop-drafts-"))
        self.project: Project = projects.open_project(path)
        self.author: Author = projects.sign_in(self.project, name=name)

    def __enter__(self) -> Hand:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.project.close()
        shutil.rmtree(self._drafts, ignore_errors=True)

    def reopen(self) -> None:
        """End the program and start it again, as far as the project can tell."""
        self.project.close()
        self.project = projects.open_project(self.path)
        self.author = projects.sign_in(self.project, name=self.name)

    # what there is

    def picture(self) -> Picture:
        export = self._drafts / "picture.jsonl"
        exporting.export_jsonl(self.project, dest=export)
        queue = tuple(queueing.view_queue(self.project, author=self.author))
        found = tuple(tuple(queueing.search(self.project, word)) for word in SEARCHED)
        return Picture(export.read_text(encoding="utf-8"), queue, found)

    def undo_label(self) -> str | None:
        return viewing.undo_label(self.project, author=self.author)

    def redo_label(self) -> str | None:
        return viewing.redo_label(self.project, author=self.author)

    def undo(self) -> Changes:
        return undoing.undo(self.project, author=self.author)

    def redo(self) -> Changes:
        return undoing.redo(self.project, author=self.author)

    # what may be done

    def do(self, drawn: DrawnAct) -> Changes:
        """Do a drawn act; no Changes when there is nothing to do it to. Raises SpanloopError when it is refused."""
        name, numbers = drawn
        return _Doing(self, numbers, self._drafts).do(name)


class _Doing:
    """One drawn act being done: spends the numbers one by one on the choices that it meets."""

    def __init__(self, hand: Hand, numbers: Sequence[int], drafts: Path) -> None:
        self.project = hand.project
        self.author = hand.author
        self.schema: Schema = hand.project.schema
        self._drafts = drafts
        self._numbers: Iterator[int] = iter(numbers)
        articles = [row.uid for row in queueing.view_queue(self.project, author=self.author)]
        # Mostly the first one, so that acts meet what earlier acts made.
        choice = max(0, self.number() - 25)
        self.article = articles[choice % len(articles)] if articles else ""

    def number(self) -> int:
        return next(self._numbers, 0)

    def pick(self, things: Sequence[Thing]) -> Thing | None:
        return things[self.number() % len(things)] if things else None

    def do(self, name: str) -> Changes:
        if not self.article and name not in {"import", "paste"}:
            return Changes()
        act: Callable[[], Changes] = getattr(self, f"do_{name}")
        return act()

    # choices

    def own(self) -> Marks:
        return self.project.marks(self.article, self.author)

    def mention(self) -> Mention | None:
        return self.pick(self.own().mentions)

    def event(self) -> Event | None:
        return self.pick(self.own().events)

    def suggestion(self) -> Mention | Event | None:
        everyone = self.project.all_marks(self.article)
        return self.pick(
            [m for marks in everyone if marks.author.kind == "rules" for m in (*marks.mentions, *marks.events)]
        )

    def span(self) -> Fragments:
        """One to three words; at times two of them that do not touch."""
        words = word_boundaries(self.project.article(self.article).text)
        first = self.number() % len(words)
        last = min(first + self.number() % 3, len(words) - 1)
        if self.number() % 7 == 1 and last > first + 1:
            return (words[first], words[last])
        return ((words[first][0], words[last][1]),)

    def label(self) -> str:
        return LABELS[self.number() % len(LABELS)]

    def type(self) -> str:
        return TYPES[self.number() % len(TYPES)]

    def text(self) -> str:
        return ("", "note", "no\u00ebl \U0001f690", "edited")[self.number() % 4]

    # acts

    def do_mark(self) -> Changes:
        return marking.mark(
            self.project, author=self.author, article=self.article, fragments=self.span(), label=self.label()
        )

    def do_unmark(self) -> Changes:
        own = self.own()
        found = self.pick([*own.mentions, *own.events, *own.links])
        return marking.unmark(self.project, author=self.author, marks=[found.uid] if found else [])

    def do_relabel(self) -> Changes:
        found = self.mention()
        if found is None:
            return Changes()
        return marking.relabel(self.project, author=self.author, mention=found.uid, label=self.label())

    def do_move(self) -> Changes:
        found = self.mention()
        if found is None:
            return Changes()
        return marking.move(self.project, author=self.author, mention=found.uid, fragments=self.span())

    def do_note(self) -> Changes:
        own = self.own()
        found = self.pick([*own.mentions, *own.events])
        if found is None:
            return Changes()
        return marking.annotate_note(self.project, author=self.author, mark=found.uid, text=self.text())

    def do_add_event(self) -> Changes:
        return events.add_event(
            self.project, author=self.author, article=self.article, trigger=self.span(), type=self.type()
        )

    def do_retype(self) -> Changes:
        found = self.event()
        if found is None:
            return Changes()
        return events.retype(self.project, author=self.author, event=found.uid, type=self.type())

    def do_move_trigger(self) -> Changes:
        found = self.event()
        if found is None:
            return Changes()
        return events.move_trigger(self.project, author=self.author, event=found.uid, trigger=self.span())

    def do_fill_role(self) -> Changes:
        """What a role takes, at times a suggestion or what it does not take."""
        found = self.event()
        kind = self.schema.event(found.type) if found else None
        if found is None or kind is None:
            return Changes()
        choice = self.pick(self._fillings(found, kind.roles))
        if choice is None:
            return Changes()
        return events.fill_role(self.project, author=self.author, event=found.uid, role=choice[0], filler=choice[1])

    def _fillings(self, event: Event, roles: Sequence[Role]) -> list[tuple[str, str]]:
        own, suggested = self.own(), self.suggestion()
        pairs = [(role.name, m.uid) for role in roles for m in own.mentions if role.takes_label(m.label)]
        pairs += [(r.name, e.uid) for r in roles for e in own.events if e is not event and r.takes_event(e.type)]
        pairs += [(roles[0].name, mention.uid) for mention in own.mentions[:1]]
        return [*pairs, *([(roles[1].name, suggested.uid)] if suggested else [])]

    def do_empty_role(self) -> Changes:
        found = self.event()
        argument = self.pick(found.arguments) if found else None
        if found is None or argument is None:
            return Changes()
        filler = argument.filler if self.number() % 2 else None
        return events.empty_role(
            self.project, author=self.author, event=found.uid, role=argument.role, filler=filler
        )  # fmt: skip

    def do_set_attribute(self) -> Changes:
        found = self.event()
        attribute = self.pick(self.schema.attributes)
        if found is None or attribute is None:
            return Changes()
        value = self.pick([None, *self.schema.attribute_values(attribute.name, found.type)])
        return events.set_attribute(
            self.project, author=self.author, event=found.uid, name=attribute.name, value=value
        )  # fmt: skip

    def do_link(self) -> Changes:
        kind = self.pick(self.schema.links)
        own = self.own()
        if kind is None:
            return Changes()
        pool = [mark.uid for mark in (own.events if kind.between_events else own.mentions)]
        source, target = self.pick(pool), self.pick(pool)
        if source is None or target is None or source == target:
            return Changes()
        return linking.link(self.project, author=self.author, type=kind.type, source=source, target=target)

    def do_accept(self) -> Changes:
        found = self.suggestion()
        return suggestions.accept(self.project, author=self.author, suggestions=[found.uid] if found else [])

    def do_reshape(self) -> Changes:
        own = self.own()
        found = self.pick([own.mentions, own.events, [m] if (m := self.suggestion()) else []][self.number() % 3])
        if found is None:
            return Changes()
        return resizing.reshape(self.project, author=self.author, mark=found.uid, fragments=self.span())

    def do_everywhere(self) -> Changes:
        """The words of a mention, or a trigger, in all articles."""
        own = self.own()
        found = self.pick([*own.mentions, *own.events])
        if found is None:
            return Changes()
        span = found.trigger if isinstance(found, Event) else found.fragments
        phrase = phrase_of(self.project.article(self.article), span)
        label = found.type if isinstance(found, Event) else found.label
        wanted = occurrences.Wanted(label, is_event=isinstance(found, Event))
        uids = occurrences.articles_with(self.project, phrase)
        seen = self.project.data_version() if self.number() % 2 else None
        looked = occurrences.look_everywhere(
            self.project, author=self.author, articles=uids, phrase=phrase, wanted=wanted, strength="case"
        )
        places = {article.uid: found.fresh for article, found in looked}
        return occurrences.mark_places(self.project, author=self.author, wanted=wanted, places=places, seen=seen)

    def do_accept_all(self) -> Changes:
        everyone = self.project.all_marks(self.article)
        uids = [m.uid for k in everyone if k.author.kind == "rules" for m in (*k.mentions, *k.events)]
        return suggestions.accept(self.project, author=self.author, suggestions=uids)

    def do_accept_as(self) -> Changes:
        found = self.suggestion()
        if found is None:
            return Changes()
        label = self.type() if isinstance(found, Event) else self.label()
        return suggestions.accept_as(self.project, author=self.author, suggestion=found.uid, label=label)

    def do_reject(self) -> Changes:
        found = self.suggestion()
        return suggestions.reject(self.project, author=self.author, suggestions=[found.uid] if found else [])

    def do_complete(self) -> Changes:
        layers = (LAYERS, LAYERS[:1], LAYERS[1:])[self.number() % 3]
        end = None if self.number() % 3 else 10
        return completing.complete(self.project, author=self.author, article=self.article, layers=layers, end=end)

    def do_reopen(self) -> Changes:
        layers = (LAYERS, LAYERS[:1], LAYERS[1:])[self.number() % 3]
        return completing.reopen(self.project, author=self.author, article=self.article, layers=layers)

    def do_state(self) -> Changes:
        reason = ("off topic", "who is \u201che\u201d?")[self.number() % 2]
        match self.number() % 3:
            case 0:
                return completing.set_state(self.project, author=self.author, article=self.article, state=None)
            case 1:
                return completing.set_state(
                    self.project, author=self.author, article=self.article, state="skipped", reason=reason
                )
            case _:
                return completing.set_state(
                    self.project, author=self.author, article=self.article, state="question", reason=reason
                )

    def do_details(self) -> Changes:
        return details.change_details(
            self.project, author=self.author, article=self.article, title=f"Edited {self.number() % 3}", language="en"
        )

    def do_paste(self) -> Changes:
        text = f"Ridge held\n\nThe northern brigade held ridge {self.number() % 4} overnight.\n"
        return pasting.paste_article(self.project, author=self.author, text=text)[0]

    def do_import(self) -> Changes:
        """A file of texts and marks: new articles, articles that are there, marks by several authors."""
        which = self.number() % 4
        text = f"Ridge shelled\n\nShells fell on ridge {which} all night.\n"
        start, end = word_boundaries(text)[2]
        new = {
            "id": f"file-{which}", "text": text, "author": {"name": f"Reader {which % 2}", "kind": "human"},
            "spans": [{"start": start, "end": end, "label": self.label()}], "complete": ["entities"],
        }  # fmt: skip
        first, last = word_boundaries(REPORTS[0])[which], word_boundaries(REPORTS[0])[which + 1]
        there = {
            "id": "report-0", "text": REPORTS[0], "author": {"name": self.author.name, "kind": "human"},
            "spans": [{"id": "s", "start": first[0], "end": last[1], "label": self.label()}],
            "events": [
                {"id": "e", "type": "SAY", "trigger": {"start": first[0], "end": first[1]}, "arguments": []},
            ],
        }  # fmt: skip
        path = write_lines(self._drafts / f"in-{which}.jsonl", [new, there])
        return importing.import_paths(self.project, author=self.author, paths=[path]).changes


ADDING = (
    "mark", "mark", "mark", "add_event", "add_event", "fill_role", "fill_role", "set_attribute", "note", "link",
    "accept", "accept_all", "accept_as", "reject", "complete", "state", "import", "everywhere",
)  # fmt: skip
CHANGING = (
    "unmark",
    "relabel",
    "move",
    "retype",
    "move_trigger",
    "empty_role",
    "reopen",
    "details",
    "paste",
    "reshape",
)


def drawn_acts(names: Sequence[str]) -> st.SearchStrategy[DrawnAct]:
    """One drawn act of these names."""
    return st.tuples(st.sampled_from(names), st.tuples(*[st.integers(0, 40)] * 6))
