"""One agency story in several cuts, as papers print it, in a project with one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spanloop.core.article import Article, Zone
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Fragments, Marks, fragments_of, name_of
from spanloop.operations.events import add_event, fill_role
from spanloop.operations.marking import mark
from spanloop.store.project import Project

LEAD = (
    "Shells hit a depot in Nahrin on Monday, officials said. Two soldiers of the Northern Guard were killed "
    "and the army closed the road to Sale."
)
REACTION = (
    'The governor of Nahrin, Ilya Torrin, called the attack "a grave mistake". He said that the army had been '
    "warned, and that the Northern Guard would answer."
)
BACKGROUND = (
    "The town has changed hands three times since spring. Residents told the agency that most shops stay closed "
    "and that the bridge over the Wend cannot be crossed at night."
)
CLOSING = "The army did not answer questions. An inquiry is to begin on Friday."
WIRE = f"{LEAD}\n\n{REACTION}\n\n{BACKGROUND}\n\n{CLOSING}"
BOX = "Read also: the army in Sale, in pictures."

#: What each paper made of it: the same; the end cut off; a word changed and paragraphs turned round; a box of its own.
CUTS: Mapping[str, str] = {
    "wire": WIRE,
    "same": WIRE,
    "short": f"{LEAD}\n\n{REACTION}",
    "turned": "\n\n".join((LEAD.replace("Two soldiers", "Three soldiers"), BACKGROUND, REACTION, CLOSING)),
    "boxed": f"{LEAD}\n\n{BOX}\n\n{REACTION}\n\n{BACKGROUND}\n\n{CLOSING}",
}
STRANGER = (
    "Rain flooded the lower streets of Ostrey over the weekend. Shopkeepers carried sandbags, and the mayor thanked "
    "the fire brigade for its work through two nights without sleep."
)


@dataclass
class Story:
    """The cuts by name. `at` finds words in one, `said` reads what a person has there."""

    project: Project
    author: Author
    uids: dict[str, str]

    @classmethod
    def tell(cls, project: Project, author: Author) -> Story:
        """Put all cuts and a stranger into a project, the cuts in one cluster."""
        uids = {name: new_uid() for name in (*CUTS, "stranger")}
        with project.act(author, "import") as act:
            for name, text in (*CUTS.items(), ("stranger", STRANGER)):
                zones: tuple[Zone, ...] = ()
                if name == "boxed":
                    start = text.index(BOX)
                    zones = (Zone(new_uid(), start, start + len(BOX), "boilerplate"),)
                act.add_article(
                    Article(uids[name], text, title=f"Depot hit ({name})", source=name, external_id=name, zones=zones)
                )
            cluster = new_uid()
            act.set_clusters({uids[name]: cluster for name in CUTS})
        return cls(project, author, uids)

    def __getitem__(self, name: str) -> str:
        return self.uids[name]

    def at(self, name: str, words: str, *, nth: int = 0) -> Fragments:
        """The place of words in a cut."""
        text = CUTS[name]
        start = -1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        return ((start, start + len(words)),)

    def mark(self, name: str, words: str, label: str, *, nth: int = 0) -> str:
        """Mark words in a cut; returns the uid."""
        changes = mark(
            self.project, author=self.author, article=self[name], fragments=self.at(name, words, nth=nth), label=label
        )
        return next(iter(changes.marks))

    def event(self, name: str, words: str, kind: str, **roles: str) -> str:
        """Make an event in a cut, with fillers by role; returns the uid."""
        made = add_event(self.project, author=self.author, article=self[name], trigger=self.at(name, words), type=kind)
        uid = next(iter(made.marks))
        for role, filler in roles.items():
            fill_role(self.project, author=self.author, event=uid, role=role, filler=filler)
        return uid

    def marked(self) -> dict[str, str]:
        """Mark the wire as a person would; returns uids by name."""
        made = {
            "depot": self.mark("wire", "depot", "FAC"),
            "town": self.mark("wire", "Nahrin", "GPE"),
            "two": self.mark("wire", "Two soldiers of the Northern Guard", "ARM"),
            "army": self.mark("wire", "army", "ARM", nth=1),
            "wend": self.mark("wire", "Wend", "FAC"),
            "day": self.mark("wire", "Friday", "TIME"),
        }
        made["strike"] = self.event("wire", "hit", "STRIKE", target=made["depot"], place=made["town"])
        made["killed"] = self.event("wire", "killed", "STRIKE", attacker=made["two"])
        return made

    def own(self, name: str) -> Marks:
        return self.project.marks(self[name], self.author)

    def said(self, name: str, *, by: Author | None = None) -> list[tuple[str, str]]:
        """(label or type, words) of what an author has on a cut, in the order of the text."""
        marks = self.project.marks(self[name], by or self.author)
        text = CUTS[name]
        found = sorted((*marks.mentions, *marks.events), key=lambda one: (fragments_of(one), name_of(one)))
        return [(name_of(one), " ".join(text[a:b] for a, b in fragments_of(one))) for one in found]

    def filled(self, name: str, kind: str, words: str) -> list[tuple[str, str]]:
        """(role, words) of an event on a cut."""
        marks, text = self.own(name), CUTS[name]
        (event,) = (e for e in marks.events if e.type == kind and text[e.start : e.end] == words)
        placed = {one.uid: one for one in (*marks.mentions, *marks.events)}
        return [(a.role, text[placed[a.filler].start : placed[a.filler].end]) for a in event.arguments]


def events_of(marks: Marks) -> dict[str, Event]:
    return {event.uid: event for event in marks.events}
