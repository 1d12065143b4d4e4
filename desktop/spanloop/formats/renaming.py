"""Marks of a Spanloop file under other names, as a table of names says."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.marks import Argument, Event, Link, Marks, Mention
from spanloop.core.naming import NameKind, NameMap, Part
from spanloop.formats.ledger import Ledger


def renamed(marks: Marks, *, names: NameMap, ledger: Ledger, article: str, line: int = 0) -> Marks:
    """The marks with the names that the table gives; what is to be left out goes, with its uses, and is noted.

    A mention cannot become an event here, nor an argument a link: the file says what each is, so it is left out too.
    """
    return _Renaming(names, ledger, article, line).marks(marks) if names else marks


class _Renaming:
    def __init__(self, names: NameMap, ledger: Ledger, article: str, line: int) -> None:
        self._names = names
        self._ledger = ledger
        self._article = article
        self._line = line

    def marks(self, marks: Marks) -> Marks:
        mentions = {m.uid: replace(m, label=name) for m in marks.mentions if (name := self._label(m))}
        events = {e.uid: self._event(e, name) for e in marks.events if (name := self._type(e))}
        links = (replace(k, type=name) for k in marks.links if (name := self._link(k)))
        gone = {m.uid for m in marks.mentions} - mentions.keys() | {e.uid for e in marks.events} - events.keys()
        held = replace(marks, mentions=tuple(mentions.values()), events=tuple(events.values()), links=tuple(links))
        return held.without(frozenset(gone))

    def _label(self, mention: Mention) -> str:
        return self._find("label", mention.label, "entity")

    def _type(self, event: Event) -> str:
        return self._find("label", event.type, "event")

    def _link(self, link: Link) -> str:
        return self._find("relation", link.type, "link")

    def _event(self, event: Event, name: str) -> Event:
        arguments = (replace(a, role=role) for a in event.arguments if (role := self._role(a, name)))
        return replace(event, type=name, arguments=tuple(dict.fromkeys(arguments)), attributes=self._attributes(event))

    def _role(self, argument: Argument, event_type: str) -> str:
        return self._find("relation", argument.role, "role", event_type)

    def _attributes(self, event: Event) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in event.attributes.items():
            new_name, new_value = self._find("attribute", name, "attribute"), self._find("value", value, "value", name)
            if new_name and new_value and found.setdefault(new_name, new_value) != new_value:
                self._note(
                    "attribute.twice", f"{name} {value} was left out, because {new_name} is {found[new_name]} already"
                )
        return found

    def _find(self, kind: NameKind, name: str, part: Part, of: str = "") -> str:
        """What a name becomes; "" where it does not come in, which is noted."""
        target = self._names.find(kind, name, of)
        if target is None:
            return name
        if target.part == part:
            return target.name
        why = "as the table of names says" if target.part == "out" else f"because {part} and {target.part} differ"
        self._note("name.left_out", f"{name} was left out, {why}")
        return ""

    def _note(self, code: str, message: str) -> None:
        self._ledger.add(code, message, article=self._article, line=self._line or None)
