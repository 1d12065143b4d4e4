"""What a person decides about names of other tools that the schema has not: one table for all files of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from spanloop.core.naming import NAME_KINDS, Name, NameMap, NameRow, Part, Target
from spanloop.core.schema import Schema

#: What a name is in its file, for people.
KIND_WORDS: Mapping[str, str] = {
    "label": "label", "relation": "relation", "attribute": "attribute", "value": "value",
}  # fmt: skip
_PART_WORDS: Mapping[Part, str] = {
    "entity": "entity label", "event": "event type", "role": "role", "link": "link", "attribute": "attribute",
    "value": "value",
}  # fmt: skip
#: What else than what it is in the file a name may be added as.
_ADDED_AS: Mapping[str, tuple[Part, ...]] = {"label": ("entity", "event"), "relation": ("role", "link")}


class Answer(NamedTuple):
    """What a name becomes. target: None where it is added to the schema as what it is in the file."""

    target: Target | None


ADD = Answer(None)
LEAVE = Answer(Target("out"))


class Offer(NamedTuple):
    """An answer that can be given. words: "Add as event type", "PER". part: what that is. also: what the schema says of
    the name, by which it is found too."""

    words: str
    part: str
    answer: Answer
    also: str = ""


class NameChoices:
    """The names of the files that come in, each once, and what was decided about each.

    What the files propose is decided so, until a person says otherwise. A value of an attribute that stays out needs no
    answer.
    """

    def __init__(self, schema: Schema) -> None:
        #: What the names are to fit.
        self.schema = schema
        self.rows: list[NameRow] = []
        self.answers: dict[Name, Answer] = {}
        #: Names about which a person said something.
        self.decided: set[Name] = set()
        self._kept: dict[Name, NameRow] = {}

    def keep(self) -> None:
        """The files are looked at again under the answers, so that names which have one are not unknown there."""
        self._kept = {row.name: row for row in self.rows if (said := self.answer(row.name)) is not None and said != ADD}

    def set_rows(self, rows: Iterable[NameRow]) -> None:
        """Other files come in; what was said about a name holds."""
        held: dict[Name, NameRow] = dict(self._kept)
        for row in rows:
            before = None if row.name in self._kept else held.get(row.name)
            held[row.name] = row if before is None else before.with_more(row)
        self.rows = sorted(held.values(), key=_place)
        for row in self.rows:
            if row.becomes is not None:
                self.answers.setdefault(row.name, Answer(row.becomes))
        for row in self.rows:
            answer = self.answers.get(row.name)
            if row.name.kind == "attribute" and answer is not None and answer != LEAVE:
                self._follow(row.name, answer)

    def answer(self, name: Name) -> Answer | None:
        """What was decided, None for nothing."""
        if name.kind == "value" and self.answers.get(Name("attribute", name.of)) == LEAVE:
            return LEAVE
        return self.answers.get(name)

    def decide(self, names: Iterable[Name], answer: Answer) -> None:
        """Say what names become. Of an attribute that is added or has another name, values follow."""
        for name in names:
            self.answers[name] = answer
            self.decided.add(name)
            if name.kind == "attribute" and answer != LEAVE:
                self._follow(name, answer)

    def _follow(self, attribute: Name, answer: Answer) -> None:
        known = self._values(answer.target.name) if answer.target is not None else {}
        for row in self.rows:
            if row.name.kind == "value" and row.name.of == attribute.name and row.name not in self.answers:
                same = next((value for value in known if value.casefold() == row.name.name.casefold()), None)
                if same is not None:
                    self.answers[row.name] = Answer(Target("value", same))
                elif answer.target is None:
                    self.answers[row.name] = ADD

    def undecided(self) -> list[Name]:
        """The names that still need an answer, in their order."""
        return [row.name for row in self.rows if self.answer(row.name) is None]

    def offers(self, name: Name) -> Iterator[Offer]:
        """What a name may become: added, one of the schema's names, or left out."""
        yield Offer("Add to the schema", "as in the file", ADD)
        for part in _ADDED_AS.get(name.kind, ()):
            if name.name not in self._names(part, name.of):
                yield Offer(f"Add as {_PART_WORDS[part]}", "", Answer(Target(part, name.name)))
        yield Offer("Leave out", "its marks do not come in" if name.kind == "label" else "", LEAVE)
        for part in _ADDED_AS.get(name.kind, ()):
            for known, says in self._names(part, name.of).items():
                yield Offer(known, _PART_WORDS[part], Answer(Target(part, known)), says)
        if name.kind == "attribute":
            for attribute in self.schema.attributes:
                yield Offer(attribute.name, _PART_WORDS["attribute"], Answer(Target("attribute", attribute.name)))
        if name.kind == "value":
            said = self.answers.get(Name("attribute", name.of))
            of = said.target.name if said is not None and said.target is not None else name.of
            for value in self._values(of):
                yield Offer(value, f"value of {of}", Answer(Target("value", value)))

    def words(self, name: Name) -> str:
        """What was decided, for people; "" for nothing."""
        answer = self.answer(name)
        if answer is None:
            return ""
        target = answer.target
        if target is None:
            return "added to the schema"
        if target.part == "out":
            return "left out"
        new = target.name == name.name and target.name not in self._names(target.part, name.of)
        return f"added as {_PART_WORDS[target.part]}" if new else f"{target.name}, {_PART_WORDS[target.part]}"

    def result(self) -> tuple[NameMap, bool]:
        """What names become, and whether any is added to the schema."""
        asked = {row.name: answer for row in self.rows if (answer := self.answer(row.name)) is not None}
        targets = {name: answer.target for name, answer in asked.items() if answer.target is not None}
        added = any(answer.target is None for answer in asked.values()) or any(
            target.part != "out" and target.name not in self._names(target.part, name.of)
            for name, target in targets.items()
        )
        return NameMap(targets), added

    def _names(self, part: Part, of: str = "") -> dict[str, str]:
        """Names of the schema with what it says of them. of: the attribute of values, as the file calls it; the event
        type of roles, "" for all."""
        schema = self.schema
        if part == "entity":
            return {entity.label: entity.help.gloss for entity in schema.entities}
        if part == "event":
            return {kind.type: kind.help.gloss for kind in schema.events}
        if part == "role":
            kinds = (kind for kind in schema.events if of in ("", kind.type))
            return dict.fromkeys(sorted(role.name for kind in kinds for role in kind.roles), "")
        if part == "link":
            return {link.type: link.help.gloss for link in schema.links}
        if part == "attribute":
            return {attribute.name: attribute.help.gloss for attribute in schema.attributes}
        said = self.answers.get(Name("attribute", of))
        return self._values(said.target.name if said is not None and said.target is not None else of)

    def _values(self, attribute: str) -> dict[str, str]:
        """Values that an attribute of the schema has, those of all event types for one whose types bring them along."""
        held = self.schema.attribute(attribute)
        if held is None:
            return {}
        kinds = (self.schema.attribute_values(attribute, kind.type) for kind in self.schema.events)
        return dict.fromkeys([*held.values, *(value for values in kinds for value in values)], "")


def _place(row: NameRow) -> tuple[int, str, bool, int, str]:
    kind, name, of = row.name
    # Values stand below their attribute.
    family = of if kind == "value" else name if kind == "attribute" else ""
    return min(NAME_KINDS.index(kind), 2), family, kind == "value", -row.times, name
