"""What the offsets of a file count, where its tool counted otherwise in another version: told by its own quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanloop.core.offsets import Utf16Map
from spanloop.formats.fields import Place


class Units:
    """How the offsets of one article are to be read: as code points, or as UTF-16 units.

    Label Studio before version 1.4 and doccano before 2019 counted as JavaScript does, which differs behind an emoji.
    The reading with which more spans say what the file says that they say is the one; of equals, code points.
    """

    __slots__ = ("_map", "text")

    def __init__(self, text: str, spans: Iterable[tuple[int, int, Sequence[str]]] = ()) -> None:
        """spans: start, end and what may stand there, () where the file has no quote."""
        self.text = text
        self._map: Utf16Map | None = None
        if text.isascii() or max(text, default="") <= "\uffff":
            return
        wide = Utf16Map(text)
        balance = 0
        for start, end, said in spans:
            narrow_fits = end <= len(text) and (not said or text[start:end] in said)
            balance += self._fits(wide, start, end, said) - narrow_fits
        if balance > 0:
            self._map = wide

    @property
    def are_utf16(self) -> bool:
        return self._map is not None

    def to_code_points(self, start: int, end: int) -> tuple[int, int]:
        """The span in code points; as it is where it does not stand in the text."""
        if self._map is None or not 0 <= start <= end <= self._map.units:
            return start, end
        return self._map.to_code_point(start), self._map.to_code_point(end)

    def note(self, place: Place) -> None:
        """Say once for a file that its offsets were converted."""
        if self.are_utf16 and ("offsets", "utf-16") not in place.reported:
            place.reported.add(("offsets", "utf-16"))
            place.note(
                "offsets.converted", "its offsets count UTF-16 units and were converted, here and in later lines"
            )

    def _fits(self, wide: Utf16Map, start: int, end: int, said: Sequence[str]) -> bool:
        if not 0 <= start < end <= wide.units:
            return False
        return not said or self.text[wide.to_code_point(start) : wide.to_code_point(end)] in said
