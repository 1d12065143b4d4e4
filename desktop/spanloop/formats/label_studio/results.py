"""What one annotation or prediction of Label Studio says of a text: its `result`, as spans and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.formats.fields import Fields, Place
from spanloop.formats.foreign import ForeignMarks, ForeignRelation, ForeignSpan
from spanloop.formats.quotes import checked_fragments
from spanloop.formats.units import Units

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|/data/)\S+", re.IGNORECASE)
#: What a region or a task is called that has no name of its own.
_NO_NAME = "relation"
_ITEM_KEYS = frozenset(
    {"id", "value", "type", "from_name", "to_name", "origin", "score", "meta", "from_id", "to_id", "direction"}
    | {"labels", "readonly", "hidden", "parentID", "original_width", "original_height", "image_rotation"}
)


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects in a list; [] for what is none."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def as_object(value: object) -> dict[str, Any]:
    """An object as it is; {} for what is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def is_address(text: str) -> bool:
    """Whether a text is nothing but an address of one."""
    return _ADDRESS.fullmatch(text) is not None


def region_ends(value: object) -> tuple[int, int] | None:
    """Start and end of a region of a text; None for what has none."""
    item = as_object(value)
    start, end = item.get("start"), item.get("end")
    if isinstance(start, int) and isinstance(end, int) and not isinstance(start, bool) and not isinstance(end, bool):
        return start, end
    return None


class ResultReader:
    """Reads the results of one task."""

    def __init__(self, text: str, *, article: str, place: Place) -> None:
        self.article = article
        self._text = text
        self._place = place
        #: Region -> the spans that its labels became.
        self._spans: dict[str, list[ForeignSpan]] = {}
        self._scores = True

    def marks(self, result: object, author: Author, *, scores: bool = True) -> ForeignMarks:
        """All that it says; what has no place here is noted. scores: whether regions have scores of their own, and not
        those of the suggestions that they were."""
        items = dicts(result)
        self._spans = {}
        self._scores = scores
        labelled = [item for item in items if self._labels(item) is not None and region_ends(item.get("value"))]
        units = self._units(labelled)
        for number, item in enumerate(labelled, 1):
            self._take_region(item, number, units)
        taken = {id(item) for item in labelled}
        others = (item for item in items if id(item) not in taken and item.get("type") != "relation")
        notes = [self._take_aside(item) for item in others]
        relations = [one for item in items if item.get("type") == "relation" for one in self._relations(item)]
        spans = tuple(span for some in self._spans.values() for span in some)
        return ForeignMarks(author, spans, tuple(relations), note="\n".join(note for note in notes if note))

    @staticmethod
    def _labels(item: Mapping[str, Any]) -> list[str] | None:
        """The labels of a region, each once; None for what is no region with labels."""
        held = as_object(item.get("value"))
        labels = held.get("labels") if item.get("type") in ("labels", None) else None
        if not isinstance(labels, list):
            return None
        return list(dict.fromkeys(name for name in cast("list[Any]", labels) if isinstance(name, str) and name))

    def _units(self, items: list[dict[str, Any]]) -> Units:
        """How the offsets are to be read; the quotes tell."""
        places = [(region_ends(item["value"]), _quotes(item["value"])) for item in items]
        units = Units(self._text, [(*ends, said) for ends, said in places if ends is not None])
        units.note(self._place)
        return units

    def _take_region(self, item: dict[str, Any], number: int, units: Units) -> None:
        for key in sorted(item.keys() - _ITEM_KEYS):
            self._place.note_key("a region", key)
        ends = region_ends(item["value"]) or (0, 0)
        ends = units.to_code_points(*ends)
        given = item.get("id")
        region = str(given) if isinstance(given, (str, int)) and given != "" else f"region {number} without an id"
        labels = self._labels(item) or []
        if not labels:
            self._place.note("span.no_label", f"the region {region[:40]} has no label", article=self.article)
            return
        fragments = checked_fragments(
            self._text,
            [ends],
            place=self._place,
            what=f"the region {region[:40]}",
            article=self.article,
            said=self._said(item["value"], ends),
        )
        if fragments is None:
            return
        held = self._spans.setdefault(region, [])
        for label in labels:
            name = region if not held else f"{region}\n{len(held)}"
            score, notes = self._score(item), _notes(item.get("meta"))
            held.append(ForeignSpan(name, fragments, label, score=score, notes=notes, line=self._place.line))

    def _said(self, value: Mapping[str, Any], ends: tuple[int, int]) -> str:
        """What the region is to say; as the text has it where they differ in white space alone."""
        quotes = _quotes(value)
        there = self._text[ends[0] : ends[1]] if ends[0] >= 0 else ""
        for quote in quotes:
            if quote == there or (there and quote.split() == there.split()):
                return there
        return quotes[-1] if quotes else ""

    def _score(self, item: Mapping[str, Any]) -> float | None:
        score = item.get("score") if self._scores else None
        if score is None or isinstance(score, bool) or not isinstance(score, (int, float)):
            return None
        if 0 <= score <= 1:
            return float(score)
        self._once("score.not_read", "score", "a score that is not between 0 and 1 is not read")
        return None

    # what is said beside

    def _take_aside(self, item: Mapping[str, Any]) -> str:
        """Choices, texts and the like. Of a region they become its attributes or notes; of the whole text, texts become
        the note that is returned, and the rest is noted as not read."""
        kind = item.get("type")
        held = as_object(item.get("value"))
        name = item.get("from_name")
        given = item.get("id")
        spans = self._spans.get(str(given)) if isinstance(given, (str, int)) else None
        texts = _texts(held.get("text")) if kind == "textarea" else []
        if spans is None:
            if texts:
                return "\n".join(texts)
            self._aside(kind, "of the whole text")
        elif texts:
            spans[:] = [replace(span, notes="\n".join([span.notes, *texts]).lstrip("\n")) for span in spans]
        elif kind == "choices" and isinstance(name, str) and len(_texts(held.get("choices"))) == 1:
            (choice,) = _texts(held.get("choices"))
            spans[:] = [replace(span, attributes={**span.attributes, name: choice}) for span in spans]
        else:
            self._aside(kind, "of a region")
        return ""

    def _aside(self, kind: object, of_what: str) -> None:
        name = kind if isinstance(kind, str) else "something unnamed"
        self._place.note(f"{_code(name)}.not_read", f"not read: {name[:40]} {of_what}", article=self.article)

    def _relations(self, item: Mapping[str, Any]) -> Iterator[ForeignRelation]:
        try:
            fields = Fields(item, "a relation", self._place)
            fields.note_unread(_ITEM_KEYS, "a relation")
            ends = [fields.name("from_id"), fields.name("to_id")]
            if None in ends:
                raise fields.fail("has no from_id or no to_id")
        except SpanloopError as error:
            self._place.note("relation.refused", error.what, article=self.article)
            return
        source, target = cast("list[str]", ends)
        if any(len(self._spans.get(end, ())) > 1 for end in (source, target)):
            self._once("relation.first_label", "relation", "a relation of a region with several labels is of its first")
        direction = item.get("direction")
        if direction == "left":
            source, target = target, source
        elif direction == "bi":
            self._once("direction.not_read", "bi", "a relation of both directions is read in one")
        names = [name for name in _texts(item.get("labels")) if name] or [_NO_NAME]
        for name in dict.fromkeys(names):
            yield ForeignRelation(name, source, target, line=self._place.line)

    def _once(self, code: str, key: str, message: str) -> None:
        if (code, key) not in self._place.reported:
            self._place.reported.add((code, key))
            self._place.note(code, f"{message}, here and in later tasks", article=self.article)


def _quotes(value: Mapping[str, Any]) -> tuple[str, ...]:
    """What a region may say: as it stands, and with its line breaks."""
    said = value.get("text")
    if not isinstance(said, str) or not said:
        return ()
    broken = said.replace("\\r", "\r").replace("\\n", "\n")
    return (said,) if broken == said else (said, broken)


def _texts(value: object) -> list[str]:
    """A text or the texts of a list."""
    if isinstance(value, str):
        return [value]
    return [item for item in cast("list[Any]", value) if isinstance(item, str)] if isinstance(value, list) else []


def _notes(meta: object) -> str:
    """What a person wrote on a region."""
    return "\n".join(_texts(as_object(meta).get("text")))


def _code(name: str) -> str:
    return re.sub(r"[^a-z]+", "_", name.lower())[:40].strip("_") or "item"
