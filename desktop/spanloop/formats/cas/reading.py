"""UIMA CAS, read: XMI with its type system, and JSON, as INCEpTION and other UIMA tools export them.

A document a file. Layers become spans, their slots arguments, relation layers and chains links; what a layer's features
mean is in `webanno_layers`. Words and sentences are not read, because Spanloop finds its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.marks import Author
from spanloop.core.offsets import Utf16Map
from spanloop.core.wording import count
from spanloop.formats.cas import type_system as names
from spanloop.formats.cas.loading import LoadedCas, load
from spanloop.formats.cas.structures import GatheredLayers, ids_in_order, text_of
from spanloop.formats.fields import Place
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, make_article
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED
from spanloop.formats.webanno.layers import make_marks, told_by_folders

if TYPE_CHECKING:
    from cassis import Cas  # pyright: ignore[reportMissingTypeStubs]

_XMI = re.compile(rb"<(?:[\w.-]+:)?XMI\b")
_UIMA = re.compile(rb"http:///uima/cas\.ecore|http:///uima/tcas\.ecore")
_JSON = re.compile(rb"\s*\{\s*\"%(?:TYPES|FEATURE_STRUCTURES|VIEWS|FLAGS)\"\s*:")
_NO_LANGUAGE = "x-unspecified"
_NOT_OURS = ("documentUri", "documentBaseUri", "collectionId")


def detect_cas(path: Path, head: bytes) -> bool:
    """Whether a file is XMI or JSON of UIMA, or a ZIP that holds XMI."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b"PK\x03\x04"):
        return _holds_xmi(path)
    return (_XMI.search(head) is not None and _UIMA.search(head) is not None) or _JSON.match(head) is not None


def _holds_xmi(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(".xmi") for name in archive.namelist()[:1_000])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False  # whoever reads archives says what is wrong with it


def read_cas(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """The documents of a file: one, or those of a ZIP that holds XMI and its type system.

    Raises SpanloopError naming the file, and the line where there is one, for what is no CAS. A CAS without a text is
    refused as a document.
    """
    place = Place(path.name, ledger=ledger)
    document, author = told_by_folders(path)
    for loaded in load(path, place):
        if loaded.cas is None:
            ledger.add("document.refused", "it has no text", article=document or loaded.name)
            continue
        yield _Reader(loaded, loaded.cas, place, document).read(author)


class _Reader:
    """Reads one CAS."""

    def __init__(self, loaded: LoadedCas, cas: Cas, place: Place, document: str) -> None:
        self._loaded = loaded
        self._place = place
        self._view = _view_of(cas, place)
        structures = ids_in_order(self._view)
        described = [one for one in structures if _is_metadata(one)]
        self._metadata = max(described, key=lambda one: len(one.type.all_features), default=None)
        self._details = next((one for one in structures if one.type.name == names.DETAILS), None)
        # Tools other than INCEpTION, which has a title too, call every document alike ("doc"), so the text tells these.
        is_ours = self._said("collectionId") == names.COLLECTION
        self._id = document or (self._said("documentId") if is_ours or self._said("documentTitle") else "")
        self._name = self._id or loaded.name

    def read(self, author: Author) -> ForeignDocument:
        """The article and what is marked in it."""
        language = self._said("language")
        title = self._said("documentTitle")
        article = make_article(
            str(self._view.sofa_string),
            ledger=self._place.ledger,
            name=self._name,
            external_id=self._id or None,
            title=title or ("" if self._id else self._loaded.name),
            source=text_of(self._details, "source"),
            date=text_of(self._details, "date"),
            language="" if language == _NO_LANGUAGE else language.replace("_", "-").partition("-")[0].lower(),
        )
        for name in _NOT_OURS:
            if self._said(name) not in ("", names.COLLECTION):
                self._place.note_key("the document", name)
        gathered = GatheredLayers(self._view, self._loaded.scan, self._place, self._name)
        spans, ties = gathered.made(Utf16Map(article.text))
        marks = make_marks(article.text, spans, ties, place=self._place, article=self._name, author=author)
        note = text_of(self._details, "note")
        if note:
            marks = ForeignMarks(author, marks.spans, marks.relations, note=note)
        has_marks = bool(marks.spans or marks.relations or note) or author != UNNAMED
        return ForeignDocument(article, (marks,) if has_marks else (), named=bool(self._id))

    def _said(self, feature: str) -> str:
        return text_of(self._metadata, feature)


def _is_metadata(structure: Any) -> bool:
    kind = structure.type
    while kind is not None and kind.name != "uima.tcas.DocumentAnnotation":
        kind = kind.supertype
    return kind is not None


def _view_of(cas: Cas, place: Place) -> Any:
    """The view that is read: the first one, or where it has no text the next one that has."""
    views = [cas.get_view(view.sofa.sofaID) for view in cas.views]
    views = [view for view in views if view.sofa_string]
    views.sort(key=lambda view: view.get_sofa().sofaID != "_InitialView")
    if len(views) > 1:
        told = f"{count(len(views) - 1, 'more view')} of the document, each with its own text, not read"
        place.note("view.not_read", told)
    return views[0]
