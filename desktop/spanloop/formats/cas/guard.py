"""Files of UIMA CAS before any library sees them: what is hostile or no CAS is refused here.

The library makes Python classes of the types and features that a file names, so these are held to the names that UIMA
allows. What it does not keep, the line and the offsets as they stand in the file, is noted on the way.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import fault_words
from spanloop.formats.fields import Place, shown
from spanloop.formats.json_documents import cleaned

MAX_BYTES = 200_000_000
_MAX_THINGS = 2_000_000
_MAX_TYPES = 20_000
_MAX_VALUES = 8_000_000
_KEPT_VALUES = 1_000
_NAME = r"(?!__)[A-Za-z_][A-Za-z0-9_]*"
_FEATURE = re.compile(_NAME)
_TYPE = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_OFFSET = re.compile(r"-?\d{1,10}")
_IDS = re.compile(r"\d{1,10}(?: \d{1,10})*")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
_ID = "{http://www.omg.org/XMI}id"
_ECORE = re.compile(r"\{http:///(.+)\.ecore\}(.+)")
_AS_CAS = "Export the document from INCEpTION as UIMA CAS XMI or as UIMA CAS JSON."


@dataclass(slots=True)
class SeenType:
    """What the instances of a type in a file have. features: name to some of the values, None for child elements."""

    has_begin: bool = False
    has_sofa: bool = False
    features: dict[str, list[str] | None] = field(default_factory=dict[str, list[str] | None])


@dataclass(slots=True)
class Scan:
    """What a file says of itself. offsets: begin and end by id, in UTF-16 units. lines: by id. texts: of its views.

    kinds: the type of each id.
    """

    offsets: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])
    lines: dict[int, int] = field(default_factory=dict[int, int])
    kinds: dict[int, str] = field(default_factory=dict[int, str])
    types: dict[str, SeenType] = field(default_factory=dict[str, SeenType])
    texts: list[str] = field(default_factory=list[str])


def check_xml(data: bytes, place: Place) -> None:
    """Refuse what is not UTF-8, and what declares a document type or entities. Raises SpanloopError."""
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:200])
    if declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise place.fail("the file is not UTF-8", "Save it as UTF-8.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise place.fail(f"byte {error.start + 1} is not UTF-8", "Save it as UTF-8.") from None
    if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise place.fail("it declares a document type or entities, which no CAS does", _AS_CAS)


def scan_xmi(data: bytes, place: Place) -> Scan:
    """Look through XMI that check_xml let pass. Raises SpanloopError for what is no CAS."""
    scan = Scan()
    for elem, depth in _elements(data, place):
        if depth == 1 and elem.tag != "{http://www.omg.org/XMI}XMI":
            raise place.fail(f"its outermost element is {shown(elem.tag)}, not xmi:XMI", _AS_CAS)
        place.line = elem.sourceline or 0
        if depth == 2:
            _take_element(scan, elem, place)
        elif depth == 3:
            _name_of(_FEATURE, elem.tag, place)
            parent = _type_name(elem.getparent(), place)
            if parent not in scan.types:
                raise place.fail(f"{parent} holds the element {shown(str(elem.tag))}", _AS_CAS)
            scan.types[parent].features[elem.tag] = None
    place.line = 0
    return scan


def check_type_system(data: bytes, place: Place) -> None:
    """Refuse a type system with names that UIMA does not allow, or with too many types."""
    check_xml(data, place)
    types = 0
    for parent, kind, text in _names_in(data, place):
        is_feature = kind == "name" and parent == "featureDescription"
        types += kind == "name" and not is_feature
        if types > _MAX_TYPES:
            raise place.fail(f"it has over {_MAX_TYPES:,} types", _AS_CAS)
        _name_of(_FEATURE if is_feature else _TYPE, text.removesuffix("[]"), place)


def scan_json(data: bytes, place: Place) -> tuple[dict[str, Any], Scan]:
    """The decoded JSON of a CAS, and what it says. Raises SpanloopError for what is no CAS."""
    if sum(data.count(sign) for sign in (b"{", b"[", b",")) > _MAX_VALUES:
        raise place.fail(f"the file holds over {_MAX_VALUES // 1_000_000} million values", _AS_CAS)
    replaced: list[int] = []
    try:
        raw = json.loads(data.decode("utf-8-sig"))
        # Only an escape can bring U+0000 or a surrogate.
        raw = cleaned(raw, replaced.append) if re.search(rb"\\u(?:0000|[dD][89a-fA-F])", data) else raw
    except RecursionError:
        raise place.fail("its JSON is nested too deep", _AS_CAS) from None
    except UnicodeDecodeError as error:
        raise place.fail(f"byte {error.start + 1} is not UTF-8", "Save it as UTF-8.") from None
    except ValueError as error:
        raise place.fail(f"it is not JSON ({fault_words(error)})", _AS_CAS) from None
    if replaced:
        place.note("text.replaced", f"{sum(replaced)} characters that cannot be stored became U+FFFD")
    document = _object(raw, "the file", place)
    types = _object(document.setdefault("%TYPES", {}), "%TYPES", place)
    if len(types) > _MAX_TYPES:
        raise place.fail(f"it has over {_MAX_TYPES:,} types", _AS_CAS)
    for name, described in types.items():
        _name_of(_TYPE, name, place)
        for key in _object(described, name, place):
            if not key.startswith("%"):
                _name_of(_FEATURE, key, place)
    _object(document.setdefault("%VIEWS", {}), "%VIEWS", place)
    return document, _scan_structures(document, place)


# XML


def _elements(data: bytes, place: Place) -> Iterator[tuple[Any, int]]:
    """Each element as it begins, with its depth from 1; its text is not there yet."""
    depth = seen = 0
    for event, elem in _parsed(data, place, events=("start", "end"), remove_comments=True, remove_pis=True):
        if event == "start":
            depth += 1
            seen += 1
            if seen > _MAX_THINGS:
                raise place.fail(f"it has over {_MAX_THINGS:,} elements", _AS_CAS)
            yield elem, depth
        else:
            depth -= 1
            if depth == 1:
                elem.clear()


def _names_in(data: bytes, place: Place) -> Iterator[tuple[str, str, str]]:
    """(element above, element, text) of all that is used as a name in a type system."""
    wanted = ("{*}name", "{*}supertypeName", "{*}rangeTypeName", "{*}elementType")
    for _, elem in _parsed(data, place, tag=wanted):
        above, text = elem.getparent(), (elem.text or "").strip()
        kind = "" if above is None else str(above.tag).rpartition("}")[2]
        if kind in ("typeDescription", "featureDescription") and text:
            place.line = elem.sourceline or 0
            yield kind, str(elem.tag).rpartition("}")[2], text
    place.line = 0


def _parsed(data: bytes, place: Place, **how: Any) -> Iterator[tuple[str, Any]]:
    """What lxml says, with nothing fetched or expanded; raises SpanloopError for what is no XML."""
    etree = import_module("lxml.etree")  # it has no types
    try:
        yield from etree.iterparse(io.BytesIO(data), resolve_entities=False, no_network=True, load_dtd=False, **how)
    except etree.XMLSyntaxError as error:
        place.line = error.lineno or 0
        raise place.fail(f"it is no sound XML ({fault_words(error)})", _AS_CAS) from None


def _type_name(elem: Any, place: Place) -> str:
    found = _ECORE.fullmatch(str(elem.tag))
    if found is None:
        raise place.fail(f"the element {shown(str(elem.tag))} is no type of UIMA", _AS_CAS)
    name = f"{found[1].replace('/', '.')}.{found[2]}".removeprefix("uima.noNamespace.")
    return _name_of(_TYPE, name, place)


def _take_element(scan: Scan, elem: Any, place: Place) -> None:
    name = _type_name(elem, place)
    if name == "uima.cas.Sofa":
        if elem.get("sofaString"):
            scan.texts.append(elem.get("sofaString"))
        return
    if name in ("uima.cas.NULL", "uima.cas.View"):
        return
    seen = scan.types.setdefault(name, SeenType())
    number = _id_of(elem.get(_ID), scan, place)
    scan.lines[number] = elem.sourceline or 0
    scan.kinds[number] = name
    for key, value in elem.attrib.items():
        if key == _ID:
            continue
        _name_of(_FEATURE, str(key), place)
        if key in ("begin", "end", "sofa"):
            if not _OFFSET.fullmatch(value):
                raise place.fail(f"{key} is {shown(value)}, which is not a whole number", _AS_CAS)
        else:
            values = seen.features.setdefault(str(key), [])
            if values is not None and len(values) < _KEPT_VALUES:
                values.append(str(value))
    seen.has_sofa |= "sofa" in elem.attrib
    if "begin" in elem.attrib and "end" in elem.attrib:
        seen.has_begin = True
        scan.offsets[number] = int(elem.get("begin")), int(elem.get("end"))


def _id_of(value: object, scan: Scan, place: Place) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,10}", value):
        raise place.fail(f"an element has the id {shown(value)}, which is not a whole number", _AS_CAS)
    if int(value) in scan.kinds:
        raise place.fail(f"the id {value} stands twice", _AS_CAS)
    return int(value)


def are_ids(values: list[str]) -> bool:
    """Whether values can be ids of others, one or several with blanks between them."""
    return bool(values) and all(_IDS.fullmatch(value) for value in values)


# JSON


def _scan_structures(document: dict[str, Any], place: Place) -> Scan:
    scan = Scan()
    raw = document.setdefault("%FEATURE_STRUCTURES", [])
    if not isinstance(raw, (list, dict)):
        raise place.fail(f"%FEATURE_STRUCTURES is {shown(raw)}, neither a list nor an object", _AS_CAS)
    items: list[tuple[Any, Any]] = (
        [(None, item) for item in cast("list[Any]", raw)]
        if isinstance(raw, list)
        else list(cast("dict[str, Any]", raw).items())
    )
    if len(items) > _MAX_THINGS:
        raise place.fail(f"it has over {_MAX_THINGS:,} feature structures", _AS_CAS)
    for key, one in items:
        item = _object(one, "a feature structure", place)
        number, kind = item.get("%ID") if key is None else _int_or_none(key), item.get("%TYPE")
        if not isinstance(number, int) or isinstance(number, bool):
            raise place.fail(f"a feature structure has the id {shown(number)}, which is not a whole number", _AS_CAS)
        if not isinstance(kind, str):
            raise place.fail(f"feature structure {number} has no %TYPE", _AS_CAS)
        _name_of(_TYPE, kind.removesuffix("[]"), place)
        for name in item:
            if not name.startswith("%"):
                _name_of(_FEATURE, name.lstrip("@#^"), place)
        _take_structure(scan, number, kind, item, place)
    return scan


def _take_structure(scan: Scan, number: int, kind: str, item: Mapping[str, Any], place: Place) -> None:
    if kind == "uima.cas.Sofa":
        if isinstance(item.get("sofaString"), str) and item["sofaString"]:
            scan.texts.append(item["sofaString"])
        return
    scan.kinds[number] = kind
    begin, end = item.get("begin"), item.get("end")
    for value in (begin, end):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise place.fail(f"{kind} {number} begins or ends at {shown(value)}", _AS_CAS)
    if begin is not None and end is not None:
        scan.offsets[number] = begin, end


def _int_or_none(key: object) -> int | None:
    return int(key) if isinstance(key, str) and re.fullmatch(r"\d{1,10}", key) else None


def _object(raw: object, what: str, place: Place) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise place.fail(f"{what} is {shown(raw)}, not an object with named fields", _AS_CAS)
    return cast("dict[str, Any]", raw)


def _name_of(pattern: re.Pattern[str], name: object, place: Place) -> str:
    if not isinstance(name, str) or len(name) > 1_000 or not pattern.fullmatch(name):
        raise _no_name(name, place)
    return name


def _no_name(name: object, place: Place) -> SpanloopError:
    return place.fail(f"{shown(name)} is no name of a type or a feature", _AS_CAS)
