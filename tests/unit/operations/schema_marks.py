"""A schema, articles and marks at random, for changes of the schema."""

from __future__ import annotations

import random
from typing import Any

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Mention, Verdict
from spanloop.core.schema import Schema, parse_schema
from spanloop.store.project import Project

LABELS = ("ARM", "CIV", "LOC", "ORG")
TYPES = ("STRIKE", "MOVE", "HARM")
TEXT = "Troops left Aleppo on Monday while the army shelled two depots near the river at dawn."
DOCUMENT: dict[str, Any] = {
    "name": "small",
    "version": "1",
    "entities": [{"label": label, "key": label[0].lower()} for label in LABELS],
    "common_roles": {"place": {"key": "p", "fills": ["LOC"]}},
    "events": [
        {"type": "STRIKE", "key": "1", "kinds": ["air", "drone"],
         "roles": {"agent": {"key": "a", "fills": ["ARM", "ORG"]}, "target": {"key": "g", "fills": ["CIV", "LOC"]}}},
        {"type": "MOVE", "key": "2", "kinds": ["convoy"],
         "roles": {"agent": {"key": "a", "fills": ["ARM"]}, "force": {"key": "f", "fills": ["*"], "events": ["*"]}}},
        {"type": "HARM", "key": "3", "kinds": ["killed", "air"],
         "roles": {"victim": {"key": "v", "fills": ["CIV"]}, "cause": {"key": "c", "events": ["STRIKE"]}}},
    ],
    "attributes": {
        "polarity": {"key": "n", "values": ["yes", "no"], "default": "yes"},
        "realis": {"key": "r", "values": ["real", "yes"]},
        "kind": {"key": "k", "values": "per type"},
    },
    "event_links": [{"type": "same"}, {"type": "purpose"}],
    "entity_links": [{"type": "alias"}, {"type": "member"}],
}  # fmt: skip


def small_schema() -> Schema:
    return parse_schema(DOCUMENT)


class Filling:
    """Fills a project with marks of several authors, few places, so that merges meet."""

    def __init__(self, project: Project, dice: random.Random) -> None:
        self.project = project
        self.dice = dice
        self.people = [Author(new_uid(), "Ann"), Author(new_uid(), "Bob")]
        self.machine = Author(new_uid(), "v1", "extractor")

    def fill(self, article: str) -> None:
        everyone = (self.machine, *self.people)
        with self.project.act(self.people[0], "fill") as act:
            for author in everyone:
                mentions = self.mentions()
                events = self.events(mentions)
                act.add_mentions(article, author, mentions)
                act.add_events(article, author, events)
                act.add_links(article, author, self.links(mentions, events))
        suggested = self.project.marks(article, self.machine)
        with self.project.act(self.people[0], "decide") as act:
            for person in self.people:
                verdicts = [
                    Verdict(new_uid(), mark.uid, "rejected", None, "2025-01-01T00:00:00.000Z")
                    for mark in (*suggested.mentions, *suggested.events)
                    if self.dice.random() < 0.3
                ]
                act.add_verdicts(article, person, verdicts)
                layer = self.dice.choice(("entities", "events"))
                act.add_completions(article, person, [Completion(new_uid(), layer, 0, len(TEXT), "1")])

    def mentions(self) -> list[Mention]:
        places = {(self.dice.choice((0, 7, 12, 22)), label) for label in self.dice.choices(LABELS, k=6)}
        return [
            Mention(new_uid(), ((start, start + 4),), label, notes=self.note(), value=self.value())
            for start, label in sorted(places)
        ]

    def note(self) -> str:
        return self.dice.choice(("", "", "sure"))

    def value(self) -> str | None:
        return self.dice.choice((None, None, "", "2024-10-21"))

    def events(self, mentions: list[Mention]) -> list[Event]:
        found: list[Event] = []
        for _ in range(self.dice.randint(0, 4)):
            kind = self.dice.choice(TYPES)
            start = self.dice.choice((7, 44))
            roles = {"STRIKE": ("agent", "target", "place"), "MOVE": ("agent", "force", "place"),
                     "HARM": ("victim", "cause", "place")}[kind]  # fmt: skip
            arguments = {
                Argument(self.dice.choice(roles), self.dice.choice(mentions).uid, score=self.dice.random())
                for _ in range(2)
            }
            if found and self.dice.random() < 0.3:
                arguments.add(Argument(self.dice.choice(roles), self.dice.choice(found).uid, filler_is_event=True))
            attributes: dict[str, str] = {}
            if self.dice.random() < 0.5:
                attributes["polarity"] = self.dice.choice(("yes", "no"))
            if self.dice.random() < 0.5:
                attributes["kind"] = self.dice.choice(("air", "drone", "killed"))
            if self.dice.random() < 0.3:
                attributes["realis"] = self.dice.choice(("real", "yes"))
            ordered = tuple(sorted(arguments, key=lambda a: (a.role, a.filler)))
            found.append(Event(new_uid(), kind, ((start, start + 4),), ordered, attributes))
        return found

    def links(self, mentions: list[Mention], events: list[Event]) -> list[Link]:
        found: list[Link] = []
        for marks, kinds in ((mentions, ("alias", "member")), (events, ("same", "purpose"))):
            for _ in range(2 if len(marks) > 1 else 0):
                one, two = self.dice.sample([mark.uid for mark in marks], 2)
                found.append(Link(new_uid(), self.dice.choice(kinds), one, two, kinds[0] == "same"))
        return list({(link.type, link.source, link.target): link for link in found}.values())
