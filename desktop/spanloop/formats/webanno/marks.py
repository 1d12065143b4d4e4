"""The annotations of a WebAnno TSV file, gathered from the cells of its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from spanloop.core.wording import count
from spanloop.formats.fields import Place, shortened
from spanloop.formats.webanno.cells import Column, Layer, Piece, Reference, pieces, reference, split, unescaped
from spanloop.formats.webanno.layers import LayerSpan, LayerTie, covers_words, is_about_words, short_name

_ANY_LAYER = "uima.tcas.Annotation"


@dataclass(slots=True)
class Unit:
    """A token or a part of one. start, end: as the file has them in UTF-16 units, then code points of the text.

    cells: behind the first three. wrong: why it stands in no text, or "".
    """

    name: str
    start: int
    end: int
    form: str
    cells: list[str]
    line: int
    is_part: bool
    wrong: str = ""


class _Pending(NamedTuple):
    """A slot or a relation whose other end is looked up when all spans are known."""

    layer: Layer
    target: str
    reference: Reference
    tie: LayerTie
    is_slot: bool
    unit: str


class MarkedUnits:
    """Gathers spans over the units that they cover, then slots, relations and chains between them."""

    def __init__(
        self, layers: Sequence[Layer], units: Sequence[Unit], *, text: str, place: Place, article: str
    ) -> None:
        self._text = text
        self._layers = layers
        self._units = units
        self._place = place
        self._article = article
        self._spans: dict[str, LayerSpan] = {}
        self._declared: dict[str, tuple[str, ...]] = {}
        self._covered: dict[str, list[Unit]] = {}
        self._at: dict[tuple[str, int], list[str]] = {}
        self._pending: list[_Pending] = []
        self._chains: dict[tuple[str, int], dict[int, str]] = {}
        self._left_out: set[str] = set()

    def made(self) -> tuple[list[LayerSpan], list[LayerTie]]:
        """The spans in the order of the text, and what joins them."""
        for unit in self._units:
            for layer in self._layers:
                cells = unit.cells[layer.first : layer.first + len(layer.columns)]
                if any(cell != "_" for cell in cells):
                    stacks = [pieces(cell, column.kind) for cell, column in zip(cells, layer.columns, strict=True)]
                    self._take(layer, unit, stacks)
        self._leave_out_words()
        for key, span in self._spans.items():
            self._set_place(span, self._covered[key])
        spans = [span for span in self._spans.values() if span.layer not in self._left_out]
        return spans, [*self._joined(), *self._chained()]

    def _take(self, layer: Layer, unit: Unit, cells: list[list[Piece]]) -> None:
        for number in range(max(len(cell) for cell in cells)):
            stack = [cell[number] if number < len(cell) else Piece("_", 0) for cell in cells]
            if not any(piece.is_there for piece in stack):
                continue
            if layer.kind == "SP":
                self._take_span(layer, unit, stack)
            elif layer.kind == "RL":
                self._take_relation(layer, unit, stack)
            else:
                self._take_element(layer, unit, stack)

    # spans and slots

    def _take_span(self, layer: Layer, unit: Unit, stack: list[Piece]) -> None:
        columns = list(zip(layer.columns, stack, strict=True))
        own = next((piece.id for column, piece in columns if column.kind != "target" and piece.id), 0)
        key = f"{layer.name}[{own}]" if own else f"{layer.name}@{unit.name}"
        if not self._cover(layer, unit, key, own):
            return
        span = self._spans[key]
        for column, piece in columns:
            if column.kind == "feature" and piece.value:
                span.features[column.name] = piece.value
        for (column, roles), (target, filled) in pairwise(columns):
            if column.kind == "role" and target.kind == "target":
                self._take_slots(layer, span, (column, target), (roles.raw, filled.raw), unit)

    def _cover(self, layer: Layer, unit: Unit, key: str, own: int) -> bool:
        """Let the span cover this unit too; whether it is new."""
        self._at.setdefault((unit.name, own), []).append(key)
        if key in self._spans:
            self._covered[key].append(unit)
            return False
        self._spans[key] = LayerSpan(
            key, layer.name, 0, 0, layer.declared, has_slots=layer.has_slots, line=unit.line
        )  # its place follows from all the units that it covers
        self._declared[key] = layer.declared
        self._covered[key] = [unit]
        return True

    def _take_slots(
        self, layer: Layer, span: LayerSpan, columns: tuple[Column, Column], cells: tuple[str, str], unit: Unit
    ) -> None:
        roles, targets = (split(cell, ";") if cell != "_" else [] for cell in cells)
        for number, target in enumerate(targets):
            if target in ("*", "_", ""):
                continue
            role = unescaped(roles[number]) if number < len(roles) and roles[number] not in ("*", "_", "") else ""
            tie = LayerTie("slot", columns[0].name, span.id, "", ("value",), {"value": role}, line=unit.line)
            self._wait(layer, columns[1].name, target, tie, is_slot=True, unit=unit)

    def _wait(self, layer: Layer, target: str, said: str, tie: LayerTie, *, is_slot: bool, unit: Unit) -> None:
        found = reference(said)
        if found is None:
            self._refuse(tie, f"{shortened(said)!r} names no token")
        else:
            self._pending.append(_Pending(layer, target, found, tie, is_slot, unit.name))

    # relations

    def _take_relation(self, layer: Layer, unit: Unit, stack: list[Piece]) -> None:
        features = {
            column.name: piece.value
            for column, piece in zip(layer.columns, stack, strict=True)
            if column.kind == "feature" and piece.value
        }
        said = next((p.raw for c, p in zip(layer.columns, stack, strict=True) if c.kind == "base"), "_")
        tie = LayerTie("relation", layer.name, "", "", layer.declared, features, line=unit.line)
        self._wait(layer, layer.base, said, tie, is_slot=False, unit=unit)

    def _joined(self) -> Iterator[LayerTie]:
        """Slots and relations whose ends are there."""
        of_words: dict[str, list[int]] = {}
        layers = {layer.name for layer in self._layers if layer.kind == "SP"}
        units = {unit.name for unit in self._units}
        for layer, target, said, tie, is_slot, unit in self._pending:
            known = layers if target == _ANY_LAYER else {target} & layers
            other = self._find(said.unit, said.id, known)
            source, filler = (tie.source, other) if is_slot else (other, self._find(unit, said.own, known))
            may_be_word = target == _ANY_LAYER and not said.id and said.unit in units
            if not known or self._is_left_out(source, filler) or (not filler and may_be_word):
                of_words.setdefault(layer.name, []).append(tie.line)
            elif not source or not filler:
                self._refuse(tie, f"nothing of {short_name(target)} begins at {said.unit}")
            else:
                tie.source, tie.target = source, filler
                yield tie
        for name, lines in sorted(of_words.items()):
            self._place.line = lines[0]
            told = f"{name} between words is not read ({count(len(lines), 'annotation')})"
            self._place.note("layer.not_read", told, article=self._article)

    def _is_left_out(self, *keys: str) -> bool:
        return any(key and self._spans[key].layer in self._left_out for key in keys)

    def _find(self, unit: str, own: int, layers: set[str]) -> str:
        """The one annotation of these layers with that id that covers a unit; "" for none or several."""
        found = [key for key in self._at.get((unit, own), ()) if self._spans[key].layer in layers]
        if len(found) > 1:
            starting = [key for key in found if self._covered[key][0].name == unit]
            found = starting or found
        return found[0] if len(found) == 1 else ""

    def _refuse(self, tie: LayerTie, why: str) -> None:
        self._place.line = tie.line
        told = f"a {'slot' if tie.kind == 'slot' else 'relation'} of {short_name(tie.layer)} is left out: {why}"
        self._place.note("relation.refused", told, article=self._article)

    # chains

    def _take_element(self, layer: Layer, unit: Unit, stack: list[Piece]) -> None:
        """A mention of a chain: `relation->CHAIN-NUMBER` in its first column, `type[CHAIN]` in its second."""
        link, _, said = stack[0].raw.rpartition("->")
        found = reference(said)
        if found is None:
            self._place.line = unit.line
            told = f"{short_name(layer.name)} is left out: {shortened(stack[0].raw)!r} names no chain"
            self._place.note("span.refused", told, article=self._article, quote=unit.form)
            return
        chain, _, number = found.unit.partition("-")
        key = f"{layer.name}->{found.unit}"
        if not self._cover(layer, unit, key, -int(chain) - 1):
            return
        span = self._spans[key]
        names = (*layer.declared, "referenceRelation", "referenceType")
        for name, piece in zip(names, (Piece(link, 0), *stack[1:]), strict=False):
            if piece.value:
                span.features[name] = piece.value
        self._chains.setdefault((layer.name, int(chain)), {})[int(number.partition(".")[0])] = key

    def _chained(self) -> Iterator[LayerTie]:
        """A tie from each mention of a chain to the next, called as the first of them says."""
        for (layer, _), members in self._chains.items():
            ordered = [members[number] for number in sorted(members)]
            steps = [self._step(key) for key in ordered]
            for (key, step), following in zip(zip(ordered, steps, strict=True), ordered[1:], strict=False):
                line = self._spans[key].line
                yield LayerTie("chain", layer, key, following, ("value",), {"value": step}, line=line)

    def _step(self, key: str) -> str:
        """What a mention of a chain says of the way to the next one; it says nothing of the mention itself."""
        declared = self._declared[key]
        return self._spans[key].features.pop(declared[0] if declared else "referenceRelation", "")

    # places

    def _leave_out_words(self) -> None:
        """Leave out layers of words that say something of at least every second word: a tagger's, not a person's."""
        words = sum(not unit.is_part for unit in self._units)
        lines: dict[str, list[int]] = {}
        for span in self._spans.values():
            lines.setdefault(span.layer, []).append(span.line)
        for layer, some in lines.items():
            if is_about_words(layer) and covers_words(len(some), words):
                self._left_out.add(layer)
                self._place.line = some[0]
                told = f"{layer} says something of each word and is not read ({count(len(some), 'annotation')})"
                self._place.note("layer.not_read", told, article=self._article)

    def _set_place(self, span: LayerSpan, units: list[Unit]) -> None:
        span.start, span.end = units[0].start, units[-1].end
        span.wrong = next((unit.wrong for unit in units if unit.wrong), "")
        # What stands between two tokens the file does not say, so of several only those that disagree are quoted.
        agree = all(self._text[unit.start : unit.end] == unit.form for unit in units)
        span.said = "" if agree else " ".join(unit.form for unit in units)
