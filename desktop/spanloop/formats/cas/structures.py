"""The feature structures of a CAS as annotations of layers: spans, slots, relations and chains."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from spanloop.core.offsets import Utf16Map
from spanloop.core.wording import count
from spanloop.formats.cas import type_system as names
from spanloop.formats.cas.guard import Scan
from spanloop.formats.fields import Place
from spanloop.formats.webanno.layers import (
    DKPRO,
    LayerSpan,
    LayerTie,
    covers_words,
    is_about_words,
    short_name,
)

_PRIMITIVE = frozenset(
    f"uima.cas.{name}" for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)
_ARRAYS = frozenset(
    f"uima.cas.{name}Array" for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)
_MANY = frozenset({"uima.cas.FSArray", "uima.cas.FSList"})
_PLACES = frozenset({"begin", "end", "sofa"})
_STRUCTURE = frozenset({"Token", "Sentence", "Paragraph"})
_SILENT = frozenset({names.TOKEN, names.SENTENCE, names.DETAILS, "uima.tcas.DocumentAnnotation", names.METADATA})
_OUR_LINKS = frozenset({names.ENTITY_LINK, names.EVENT_LINK})
#: As many as a file may have elements; lists that several annotations share hold more.
_MOST_TIES = 2_000_000


def ids_in_order(view: Any) -> list[Any]:
    """The feature structures that a view lists, in the order in which the file has them."""
    return sorted(view.select_all_fs(), key=lambda one: one.xmiID)


def text_of(structure: Any, feature: str) -> str:
    """A feature as text, "" where it is not set or not known."""
    value = getattr(structure, feature, None) if structure is not None else None
    return value if isinstance(value, str) else ""


class GatheredLayers:
    """Sorts feature structures into what they are, and says in the ledger which types are not read."""

    def __init__(self, view: Any, scan: Scan, place: Place, article: str) -> None:
        structures = ids_in_order(view)
        self._all = structures
        self._slot_types = {
            kind.name
            for kind in view.typesystem.get_types()
            if any(one.name == "target" and not _is_plain(one) for one in kind.all_features)
        }
        self._scan = scan
        self._place = place
        self._article = article
        self._kinds: dict[str, str] = {}
        self._hosts = {one.type.name for one in structures if any(True for _ in self._slots(one))}
        self._left_out = self._layers_of_words()
        self._not_read: dict[str, list[int]] = {}
        #: What spans name that is neither annotation nor slot, by what it is, as lines.
        self._strange: dict[str, list[int]] = {}
        self._spans: dict[int, LayerSpan] = {}

    def made(self, table: Utf16Map) -> tuple[list[LayerSpan], list[LayerTie]]:
        """The spans, their places by that table, and what joins them."""
        spans = [one for one in self._all if self._kind(one.type) in ("span", "element")]
        for one in spans:
            if self._root(one.type) in self._left_out:
                self._not_read.setdefault(one.type.name, []).append(one.xmiID)
            else:
                self._spans[one.xmiID] = self._span(one, table)
        ties = list(islice((tie for one in self._all for tie in self._ties(one)), _MOST_TIES + 1))
        if len(ties) > _MOST_TIES:
            raise self._place.fail(f"over {_MOST_TIES // 1_000_000} million slots and relations are filled in it")
        for one in self._all:
            if self._kind(one.type) == "other":
                self._not_read.setdefault(one.type.name, []).append(one.xmiID)
        self._report()
        return list(self._spans.values()), ties

    # what a type is

    def _kind(self, kind: Any) -> str:
        """ "span", "element" of a chain, "relation", "head" of a chain, "silent" or "other"."""
        held = self._kinds.get(kind.name)
        if held is None:
            held = self._kinds[kind.name] = self._find_kind(kind)
        return held

    def _find_kind(self, kind: Any) -> str:
        features = {feature.name for feature in kind.all_features if not _is_plain(feature)}
        if kind.name in _SILENT or any(one in _SILENT for one in _parents(kind) if "Document" in one):
            return "silent"
        if kind.name.startswith("uima.cas.") or (kind.name not in self._hosts and "target" in features):
            return "silent"  # arrays and slots are read with what has them
        if short_name(kind.name) in _STRUCTURE or kind.name.startswith(f"{DKPRO}metadata."):
            return "other"
        if {"Governor", "Dependent"} <= features:
            return "relation"
        if "uima.tcas.Annotation" not in _parents(kind):
            return "head" if "first" in features else "other"
        return "element" if "next" in features else "span"

    def _root(self, kind: Any) -> str:
        """The most general layer about words that a type belongs to; other types stand for themselves."""
        about = [name for name in _parents(kind) if is_about_words(name)]
        return about[-1] if about else kind.name

    def _layers_of_words(self) -> set[str]:
        words = sum(short_name(one.type.name) == "Token" for one in self._all)
        numbers: dict[str, int] = {}
        for one in self._all:
            root = self._root(one.type)
            numbers[root] = numbers.get(root, 0) + 1
        return {name for name, number in numbers.items() if is_about_words(name) and covers_words(number, words)}

    # spans

    def _span(self, one: Any, table: Utf16Map) -> LayerSpan:
        features, attributes = self._features(one)
        made = LayerSpan(
            str(one.xmiID),
            one.type.name,
            0,
            0,
            _declared(one.type),
            features,
            attributes,
            has_slots=one.type.name in self._hosts or self._may_have_slots(one.type),
            line=self._scan.lines.get(one.xmiID, 0),
        )
        if self._kind(one.type) == "element":
            features.pop("referenceRelation", None)
        begin, end = self._scan.offsets.get(one.xmiID, (-1, -1))
        if not 0 <= begin <= end <= table.units:
            made.wrong = f"stands from {begin} to {end}, but the text has {table.units:,} UTF-16 units"
            return made
        made.start, made.end = table.to_code_point(begin), table.to_code_point(end)
        if table.to_utf16(made.start) != begin or table.to_utf16(made.end) != end:
            made.wrong = f"cuts a character in two, from {begin} to {end}"
        return made

    def _may_have_slots(self, kind: Any) -> bool:
        """Whether a type has slots, as its type system says. The library's element types are known by name alone."""
        elements = (feature.elementType for feature in kind.all_features)
        return any(element is not None and element.name in self._slot_types for element in elements)

    def _features(self, one: Any) -> tuple[dict[str, str], dict[str, str]]:
        """(plain features that are set, attributes that only pairs can name)."""
        features: dict[str, str] = {}
        attributes: dict[str, str] = {}
        for feature in one.type.all_features:
            value = getattr(one, feature.name, None)
            if feature.name in _PLACES or value is None:
                continue
            if _is_plain(feature):
                said = ("false", "true")[value] if isinstance(value, bool) else str(value)
                if said or feature.name == "timeValue":
                    features[feature.name.removesuffix("_")] = said
            elif feature.rangeType.name in _ARRAYS:
                parts = ["" if part is None else str(part) for part in getattr(value, "elements", None) or ()]
                if feature.name == names.MORE:
                    attributes.update(zip(parts[::2], parts[1::2], strict=False))
                elif parts:
                    features[feature.name] = "; ".join(parts)
        return features, attributes

    # what joins spans

    def _ties(self, one: Any) -> Iterator[LayerTie]:
        kind, line = self._kind(one.type), self._scan.lines.get(one.xmiID, 0)
        if kind == "relation":
            declared = _declared(one.type)
            features = self._features(one)[0]
            between = one.type.name in _OUR_LINKS
            tie = LayerTie("relation", one.type.name, "", "", declared, features, between, line)
            yield from self._joining(tie, one.Governor, one.Dependent)
        if one.xmiID not in self._spans:
            return
        if kind == "element":
            said = {"value": text_of(one, "referenceRelation")}
            yield from self._joining(
                LayerTie("chain", one.type.name, "", "", ("value",), said, line=line), one, one.next
            )
        for role, target, name in self._slots(one):
            tie = LayerTie("slot", name, "", "", ("value",), {"value": role}, line=line)
            yield from self._joining(tie, one, target)
        for name, target in self._references(one):
            tie = LayerTie("relation", name, "", "", (), {}, line=line)
            yield from self._joining(tie, one, target)

    def _joining(self, tie: LayerTie, source: Any, target: Any) -> Iterator[LayerTie]:
        """The tie where both of its ends are read; one to a word is counted under its layer."""
        if not hasattr(source, "xmiID") or not hasattr(target, "xmiID"):
            return  # nothing fills it
        for end in (source, target):
            if self._kind(end.type) not in ("span", "element") or self._root(end.type) in self._left_out:
                self._not_read.setdefault(f"{short_name(tie.layer)} between words", []).append(source.xmiID)
                return
        tie.source, tie.target = str(source.xmiID), str(target.xmiID)
        yield tie

    def _slots(self, one: Any) -> Iterator[tuple[str, Any, str]]:
        """(role, filler, name of the feature) of each filled slot."""
        for feature in one.type.all_features:
            if _is_many(feature):
                for element in _elements(getattr(one, feature.name, None)):
                    if hasattr(element, "target"):
                        yield text_of(element, "role"), element.target, feature.name

    def _references(self, one: Any) -> Iterator[tuple[str, Any]]:
        """(feature, annotation) for features that name other annotations without a slot between; what else they name
        is kept for the ledger."""
        for feature in one.type.all_features:
            if feature.name in _PLACES or feature.name in ("next", "first") or _is_plain(feature):
                continue
            value: Any = getattr(one, feature.name, None)
            for other in _elements(value) if _is_many(feature) else (value,):
                if hasattr(other, "begin"):
                    yield feature.name, other
                elif hasattr(other, "xmiID") and not hasattr(other, "target") and not hasattr(other, "elements"):
                    said = f"{short_name(other.type.name)} in {feature.name} of {short_name(one.type.name)}"
                    self._strange.setdefault(said, []).append(self._scan.lines.get(one.xmiID, 0))

    def _report(self) -> None:
        for name, ids in sorted(self._not_read.items()):
            self._place.line = min((self._scan.lines.get(one, 0) for one in ids), default=0)
            told = f"{name} is not read ({count(len(ids), 'annotation')})"
            self._place.note("layer.not_read", told, article=self._article)
        for said, lines in sorted(self._strange.items()):
            self._place.line = min(lines)
            told = f"{said} is neither an annotation nor a slot, and is not read ({count(len(lines), 'case')})"
            self._place.note("feature.not_read", told, article=self._article)
        self._place.line = 0


def _parents(kind: Any) -> list[str]:
    """A type and those above it, by name, the most general last."""
    found: list[str] = []
    while kind is not None:
        found.append(kind.name)
        kind = kind.supertype
    return found


def _is_plain(feature: Any) -> bool:
    return feature.rangeType.name in _PRIMITIVE or "uima.cas.String" in _parents(feature.rangeType)


def _is_many(feature: Any) -> bool:
    """Whether a feature names several feature structures."""
    return feature.rangeType.name in _MANY or (
        feature.rangeType.name.endswith("[]") and feature.rangeType.name not in _ARRAYS
    )


def _declared(kind: Any) -> tuple[str, ...]:
    """The features of a type that can say what an annotation is."""
    return tuple(
        feature.name.removesuffix("_")
        for feature in kind.all_features
        if feature.name not in _PLACES and _is_plain(feature) and "String" in _parents(feature.rangeType)[0]
    )


def _elements(value: Any) -> Iterator[Any]:
    """What an array or a linked list of feature structures holds."""
    if hasattr(value, "elements"):
        yield from (one for one in value.elements or () if one is not None)
    passed: set[int] = set()
    while hasattr(value, "head") and id(value) not in passed:  # a list may lead back to where it was
        passed.add(id(value))
        if value.head is not None:
            yield value.head
        value = value.tail
