"""What the tests of operations work on: one article, a small schema, one person."""

from __future__ import annotations

from dataclasses import dataclass

from spanloop.core.marks import Author, Event, Fragments, Marks, Mention
from spanloop.store.project import Project

TEXT = (
    "Army shells depot\n\nGunners of the 9th Division shelled the depot at Tel Shahin on Tuesday, killing 14 people.\n"
)

SCHEMA = {
    "name": "small",
    "version": "1",
    "entities": [
        {"label": "ARM", "key": "a"},
        {"label": "GPE", "key": "g"},
        {"label": "FAC", "key": "f"},
        {"label": "TIME", "key": "t"},
    ],
    "common_roles": {"place": {"fills": ["GPE", "FAC"], "key": "p"}},
    "events": [
        {
            "type": "STRIKE",
            "key": "2",
            "roles": {
                "attacker": {"fills": ["ARM"], "key": "a"},
                "target": {"fills": ["FAC", "GPE"], "many": False, "key": "g"},
            },
            "kinds": ["shelling", "air"],
        },
        {"type": "SAY", "key": "-", "roles": {"about": {"fills": ["ARM"], "events": ["*"], "key": "b"}}},
    ],
    "event_links": [{"type": "CAUSE"}],
    "entity_links": [{"type": "ALIAS"}],
    "attributes": {
        "polarity": {"values": ["pos", "neg"], "default": "pos"},
        "kind": {"values": "per event type", "default": None},
    },
}


@dataclass
class Bench:
    """A project on the bench: `at` finds words, `own` reads what the person has."""

    project: Project
    author: Author
    article: str

    def at(self, words: str) -> Fragments:
        start = TEXT.index(words)
        return ((start, start + len(words)),)

    def own(self) -> Marks:
        return self.project.marks(self.article, self.author)

    def suggest(self, mentions: list[Mention], events: list[Event], *, name: str = "Extractor v1") -> Author:
        """Put suggestions of a rule set into the project, as a job would."""
        known = self.project.find_author(name, kind="rules")
        rules = known or Author(f"00000000-0000-7000-8000-{len(name):012d}", name, "rules")
        with self.project.act(rules, "suggest") as act:
            if known is None:
                act.add_author(rules)
            act.add_mentions(self.article, rules, mentions)
            act.add_events(self.article, rules, events)
        return rules
