"""A CAS from its bytes: the type system that belongs to it, completed where it is missing, and the library's reading.

Files come as XMI with a `TypeSystem.xml` beside it or in one ZIP with it, or as JSON that brings its types. XMI whose
type system nobody kept is read all the same: what its elements have says enough.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import fault_words
from spanloop.formats.bounded import read_whole
from spanloop.formats.cas.guard import (
    MAX_BYTES,
    Scan,
    SeenType,
    are_ids,
    check_type_system,
    check_xml,
    scan_json,
    scan_xmi,
)
from spanloop.formats.fields import Place

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # pyright: ignore[reportMissingTypeStubs]

Made = TypeVar("Made")
_MOST_MEMBERS = 10_000
_MOST_RATIO = 300
_SMALL = 10_000_000
#: Features that name one other annotation in every type system that has them.
_POINTERS = frozenset({"Governor", "Dependent", "first", "next", "target"})
_DOCUMENT = "uima.tcas.DocumentAnnotation"
_ANNOTATION = "uima.tcas.Annotation"
_BUILT_IN = ("uima.cas.", "uima.tcas.")
_IN_PARTS = "Export the document in parts."
_AS_CAS = "Export the document from INCEpTION as UIMA CAS XMI or as UIMA CAS JSON."


@dataclass(frozen=True, slots=True)
class LoadedCas:
    """name: of the file, or of the member of a ZIP. cas: None for one without a text."""

    name: str
    cas: Cas | None
    scan: Scan


def load(path: Path, place: Place) -> Iterator[LoadedCas]:
    """The CAS of a file, or each that a ZIP holds, in the order of their names. Raises SpanloopError."""
    data = read_whole(path, most=MAX_BYTES, way_out=_IN_PARTS)
    if data[:4] == b"PK\x03\x04":
        yield from _zipped(data, place)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        yield _json(path.stem, data, place)
    else:
        beside = _type_system_beside(path)
        types = read_whole(beside, most=MAX_BYTES, way_out=_IN_PARTS) if beside is not None else None
        yield _xmi(path.stem, data, types, place)


def is_type_system(name: str) -> bool:
    """Whether a file is called as type systems are."""
    return "typesystem" in name.lower() and name.lower().endswith(".xml")


def _type_system_beside(path: Path) -> Path | None:
    """The type system in the same folder; of several the one whose name begins most like the file's."""
    try:
        some = sorted(one for one in path.parent.iterdir() if is_type_system(one.name) and one.is_file())
    except OSError:
        return None  # a folder that cannot be listed has none for us
    here = path.parent.resolve()
    some = [one for one in some if one.resolve().parent == here]  # no link leads out of the folder
    exact = [one for one in some if one.name.lower() == "typesystem.xml"]
    return max(exact or some, key=lambda one: _common(one.name, path.name), default=None)


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _zipped(data: bytes, place: Place) -> Iterator[LoadedCas]:
    name = place.file
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            unpacked, packed = (sum(m.file_size for m in members), sum(m.compress_size for m in members))
            if len(members) > _MOST_MEMBERS or unpacked > MAX_BYTES:
                raise place.fail("the archive holds too much for documents of a CAS", "Unpack it, and import that.")
            if unpacked > _SMALL and unpacked > _MOST_RATIO * max(1, packed):
                raise place.fail(f"the archive would unpack to {unpacked // 1_000_000:,} MB", _AS_CAS)
            types = next((m for m in members if is_type_system(PurePosixPath(m.filename).name)), None)
            held = archive.read(types) if types is not None else None
            for member in sorted(members, key=lambda one: one.filename):
                stem, suffix = PurePosixPath(member.filename).stem, PurePosixPath(member.filename).suffix.lower()
                place.file = f"{name}, {shown_name(member.filename)}"
                if suffix == ".xmi":
                    yield _xmi(stem, archive.read(member), held, place)
                elif suffix == ".json":
                    yield _json(stem, archive.read(member), place)
                elif member is not types:
                    place.note("file.not_read", f"{shown_name(member.filename)} is no CAS and is not read")
                place.file = name
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise place.fail(f"the archive is damaged ({fault_words(error)})", "Get an undamaged copy of it.") from error


def shown_name(name: str) -> str:
    """A member's name for messages, shortened."""
    return ascii(name)[1:-1][:80]


def _xmi(name: str, data: bytes, types: bytes | None, place: Place) -> LoadedCas:
    cassis: Any = import_module("cassis")  # its types are half known
    check_xml(data, place)
    scan = scan_xmi(data, place)
    if types is not None:
        check_type_system(types, place)
    if not scan.texts:
        return LoadedCas(name, None, scan)

    def read() -> Cas:
        system = cassis.load_typesystem(io.BytesIO(types)) if types is not None else cassis.TypeSystem()
        _complete(system, scan)
        return cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=system, lenient=True)

    return LoadedCas(name, _guarded(read, place), scan)


def _json(name: str, data: bytes, place: Place) -> LoadedCas:
    cassis: Any = import_module("cassis")
    document, scan = scan_json(data, place)
    if not scan.texts:
        return LoadedCas(name, None, scan)
    _complete_json(document)
    return LoadedCas(name, _guarded(lambda: cassis.load_cas_from_json(json.dumps(document)), place), scan)


def _guarded(read: Callable[[], Made], place: Place) -> Made:
    """What the library makes of a file; whatever it raises becomes an error that people can read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read()
        except SpanloopError:
            raise
        except Exception as error:
            raise place.fail(f"it cannot be read as a CAS ({fault_words(error)})", _AS_CAS) from error


# types that nobody described


def _complete(system: TypeSystem, scan: Scan) -> None:
    """Give the type system what the file uses and it has not."""
    missing = [name for name in scan.types if not system.contains_type(name) and not name.startswith(_BUILT_IN)]
    for name in missing:
        system.create_type(name, _parent_of(name, scan.types[name]))
    for name, seen in scan.types.items():
        if name.startswith(_BUILT_IN) and name != _DOCUMENT:
            continue
        known = {feature.name for feature in system.get_type(name).all_features}
        for feature, values in seen.features.items():
            if feature not in known and f"{feature}_" not in known:
                _add_feature(system, name, feature, values, scan)


def _parent_of(name: str, seen: SeenType) -> str:
    if name.endswith(".DocumentMetaData"):
        return _DOCUMENT
    if seen.has_begin:
        return _ANNOTATION
    return "uima.cas.AnnotationBase" if seen.has_sofa else "uima.cas.TOP"


def _add_feature(system: TypeSystem, name: str, feature: str, values: list[str] | None, scan: Scan) -> None:
    kind = "uima.cas.String"
    if values is None:
        kind = "uima.cas.StringArray"
    elif are_ids(values):
        ids = [int(one) for value in values for one in value.split()]
        if all(number in scan.kinds for number in ids):
            if feature in _POINTERS and all(" " not in value for value in values):
                kind = "uima.cas.TOP"
            elif all(_is_slot(scan.types[scan.kinds[number]]) for number in ids):
                kind = "uima.cas.FSArray"
    system.create_feature(name, feature, kind)


def _is_slot(seen: SeenType) -> bool:
    return "target" in seen.features and not seen.has_begin


def _complete_json(document: Mapping[str, Any]) -> None:
    """The same for JSON that was written without its types."""
    types: dict[str, Any] = document["%TYPES"]
    described = frozenset(types)
    raw: Any = document["%FEATURE_STRUCTURES"]
    items: list[dict[str, Any]] = list(cast("list[Any]", raw) if isinstance(raw, list) else raw.values())
    for item in items:
        kind: str = item["%TYPE"]
        if kind.startswith(_BUILT_IN) or kind.endswith("[]") or kind in described:
            continue
        parent = _parent_of(kind, SeenType("begin" in item and "end" in item, "@sofa" in item))
        made = types.setdefault(kind, {"%NAME": kind, "%SUPER_TYPE": parent})
        for name, value in item.items():
            plain = name.lstrip("@#^")
            if not name.startswith("%") and plain not in ("begin", "end", "sofa", "language"):
                made.setdefault(plain, {"%NAME": plain, "%RANGE": _range_of(name, value)})


def _range_of(name: str, value: object) -> str:
    if name.startswith("@"):
        return "uima.cas.TOP"
    if isinstance(value, bool):
        return "uima.cas.Boolean"
    return "uima.cas.Double" if isinstance(value, (int, float)) else "uima.cas.String"
