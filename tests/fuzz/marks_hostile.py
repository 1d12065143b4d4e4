"""Broken and hostile files of marks, made from sound small ones by bytes, by lines and by what JSON and msgpack say."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple, cast

from tests.fuzz.breaking import broken, inside
from tests.fuzz.marks_samples import Sample, closed, opened, samples

_DEEP = b"[" * 3_000
_JSON = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\ud83d", b"\\u0000", b"\\ud83d\\ude81", _DEEP, b'{"a":' * 800,
    b"9" * 5_000,
    b"NaN", b"-Infinity", b"1e999", b"null", b"true", b"-1", b"0.5", b"\xed\xa0\x80", b"\xff", b'"start":', b'"end":',
    b'"text":', b'"label":', b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"}\n{", b"]\n[", b'"spans":[{}],',
)  # fmt: skip
_XML = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/hosts'>]>", b"<!ENTITY c '&a;&a;'>", b"&a;&b;",
    b"&#0;",
    b"&#xD800;", b"&lt;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml-stylesheet href='http://o.example/x'?>",
    b"encoding='utf-7'", b"encoding='utf-16'", b'begin="', b'end="', b'xmi:id="5"', b'sofa="9"', b'members="1 2 99"',
    b"<xi:include href='http://o.example/'/>", b'Governor="7"', b'target="8"', b'next="11"', b"/>", b"</", b">",
    b"<a>" * 500,
    b'xmlns:q="http:///__class__.ecore"', b"<tcas:DocumentAnnotation/>", b'xsi:schemaLocation="http://o.example/ x"',
    b"\x00",
    b"<name>", b"<supertypeName>uima.cas.TOP</supertypeName>", b"<rangeTypeName>a.B</rangeTypeName>", b"%x;", b"\xff",
    b'="99999999999999999999"', b'="-1"', b'="1.5"', b'=""', b"uima.cas.FSArray", b"uima.cas.Sofa", b"<c:Event/>",
)  # fmt: skip
_LINES = (
    b"\t", b"\n", b"\r\n", b"\r", b"|", b"[1]", b"[0]", b"[99999999999]", b"_", b"*", b"->", b"1-1", b"99-99",
    b"0-0", b"5-2", b"#Text=",
    b"#T_SP=a.B|c", b"#T_RL=x.Y|BT_x.Y", b"#T_CH=a", b"#FORMAT=WebAnno TSV 3.3\n", b"\\", b"T1", b"E1",
    b"E1\tX:E1 a:E1", b"R1\t",
    b";", b" ", b"0 0", b"999999999999 1", b":", b"A1\t", b"#1\tFragments T1\t0 1;0 2", b"B-", b"I-", b"O",
    b"-DOCSTART-", b"# id = ",
    b'# text = "a', b"\xc2\xa0", b"\xe2\x80\xa8", b"\x85", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"x" * 3_000,
    b"../../etc/hosts", b"[events]\n", b"<MACRO>=<MACRO>\n", b"a{99999999999-1}:<ANY>", b"!", b"Arg:<EVENT>",
    b"_x0020_", b"_xD800_",
    b"label,,", b'"', b"'=1+1", b"leave out", b"event ",
)  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\x00" * 8, b"../", b"/etc/")
_PACKED = (b"\xc0", b"\x80", b"\x90", b"\xdf\xff\xff\xff\xff", b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff",
b"\xc7\x04\x01abcd", b"\x93" * 500)  # fmt: skip

#: By kind: what means something in such files, and its share of all cases.
KINDS: dict[str, tuple[tuple[bytes, ...], int]] = {
    "jsonl": (_JSON, 14), "prodigy": (_JSON, 12), "doccano": (_JSON, 12), "label-studio": (_JSON, 14),
    "spacy": (_PACKED, 10), "brat": (_LINES, 12), "conll": (_LINES, 10), "webanno": (_LINES, 12), "cas": (_XML, 14),
    "names": (_LINES, 2), "archive": (_ZIP, 3),
}  # fmt: skip


class Case(NamedTuple):
    """Files of a folder, the one that is read, and links in the folder by what they point to."""

    files: dict[str, bytes]
    main: str
    links: dict[str, str]


def case(kind: str, seed: int, number: int) -> Case:
    """The same for the same kind, seed and number."""
    random = Random(f"{kind} {seed} {number}")
    tokens = KINDS[kind][0]
    sample = random.choice(samples(kind))
    files = dict(sample.files)
    chosen = sample.main if random.random() < 0.75 else random.choice(sorted(files))
    files[chosen] = _broken_file(chosen, files[chosen], random, tokens)
    main, links = sample.main, dict[str, str]()
    if random.random() < 0.04:
        files, main, links = _moved(sample, files, random)
    return Case(files, main, links)


def _broken_file(name: str, raw: bytes, random: Random, tokens: tuple[bytes, ...]) -> bytes:
    chance = random.random()
    if name.endswith((".json", ".jsonl")):
        return (
            _json_broken(raw, random)
            if chance < 0.65
            else _recoded(_readable(broken(raw, random, tokens), random), random)
        )
    if name.endswith(".spacy"):
        return _docbin_broken(raw, random, tokens)
    if name.endswith(".zip"):
        return _zip_broken(raw, random)
    if name.endswith((".xmi", ".xml")) and chance < 0.5:
        return _attributes_broken(raw, random)
    if chance < 0.45:
        raw = _lines_broken(raw, random)
        return raw if chance < 0.25 else _readable(broken(raw, random, tokens), random)
    return _recoded(_readable(broken(raw, random, tokens), random), random)


def _moved(sample: Sample, files: dict[str, bytes], random: Random) -> tuple[dict[str, bytes], str, dict[str, str]]:
    """Empty and missing companions, links that lead out of the folder, the whole folder as what is read."""
    others = [name for name in files if name != sample.main]
    links: dict[str, str] = {}
    if others and random.random() < 0.6:
        name = random.choice(others)
        del files[name]
        if random.random() < 0.7:
            links[name] = random.choice(("../outside.txt", "/etc/hosts", "/dev/zero", name, ".", "/proc/self/environ"))
    elif random.random() < 0.3:
        files[sample.main] = b""
    if sample.main.endswith(".ann") and random.random() < 0.4:
        return files, "", links
    return files, sample.main, links


def _readable(raw: bytes, random: Random) -> bytes:
    """Mostly as UTF-8, so that more than that is tried out."""
    return raw.decode("utf-8", "ignore").encode() if random.random() < 0.85 else raw


def _recoded(raw: bytes, random: Random) -> bytes:
    if random.random() > 0.06:
        return raw
    text = raw.decode("utf-8", "surrogateescape")
    return text.encode(random.choice(("utf-16", "utf-16-le", "utf-32", "cp1251", "cp1256")), "replace")


# Lines ----------------------------------------------------------------------------------------------------------------


def _lines_broken(raw: bytes, random: Random) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(random.choice((1, 1, 2, 4))):
        at, to = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(6):
            case 0:
                lines[at], lines[to] = lines[to], lines[at]
            case 1:
                lines.insert(to, lines[at])
            case 2 if len(lines) > 1:
                del lines[at]
            case 3:
                random.shuffle(lines)
            case 4:
                lines[at] = _cells_broken(lines[at], random)
            case _:
                lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)] + lines[to]
    return (b"\r\n" if random.random() < 0.1 else b"\n").join(lines)


def _cells_broken(line: bytes, random: Random) -> bytes:
    cells = line.split(b"\t")
    at, to = random.randrange(len(cells)), random.randrange(len(cells))
    match random.randrange(4):
        case 0:
            cells[at], cells[to] = cells[to], cells[at]
        case 1:
            cells.insert(to, random.choice((b"", b"_", b"*", b"x[1]|y[1]", b"1-2[3_4]", b"O")))
        case 2 if len(cells) > 1:
            del cells[at]
        case _:
            cells[at] = cells[at].replace(b" ", random.choice((b"\t", b";", b":"))) or b"E1"
    return b"\t".join(cells)


_VALUE = re.compile(rb'(\w+)="([^"]*)"')
_VALUES = (b"", b"0", b"1", b"5", b"7", b"8", b"99", b"-1", b"-5", b"2147483648", b"1 2", b"5 6 7 8", b"1.5", b"x",
b"&#10;", b"&#x1F681;",
           b"a.B", b"uima.cas.Sofa", b"9" * 5_000, b"&amp;lt;", b"_InitialView", b"true", b"../x", b"__class__",
           b"\xf0\x9f\x9a\x81")  # fmt: skip


def _attributes_broken(raw: bytes, random: Random) -> bytes:
    """Sound XML whose attributes have other values, stand elsewhere, or are called otherwise."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        found = list(_VALUE.finditer(raw))
        if not found:
            break
        one, other = random.choice(found), random.choice(found)
        name, value = one[1], one[2]
        match random.randrange(5):
            case 0:
                name = other[1]
            case 1:
                value = other[2]
            case 2 if value.isdigit() and len(value) < 20:
                value = str(int(value) + random.choice((-9, -1, 1, 2, 9))).encode()
            case _:
                value = random.choice(_VALUES)
        raw = raw[: one.start()] + name + b'="' + value + b'"' + raw[one.end() :]
    return _lines_broken(raw, random) if random.random() < 0.2 else raw


# Trees ----------------------------------------------------------------------------------------------------------------


def _nested(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


def _odd(random: Random) -> Any:
    return random.choice(_ODD)()


_ODD: tuple[Callable[[], Any], ...] = (
    lambda: None, lambda: True, lambda: False, lambda: -1, lambda: 0, lambda: 1, lambda: 2**31, lambda: 2**63,
    lambda: 2**64,
    lambda: 10**30, lambda: 1.5, lambda: 1e308, lambda: float("nan"), lambda: float("inf"), lambda: "",
    lambda: "\ud83d",
    lambda: "a\x00b", lambda: "x" * 5_000, lambda: "s1", lambda: "e1", list, dict, lambda: [[]], lambda: [{}],
    lambda: [0, 4, "ORG"], lambda: {"start": 0, "end": 4}, lambda: _nested(19), lambda: _nested(25),
    lambda: _nested(400),
    lambda: "2021-13-45", lambda: "../../etc/hosts", lambda: "http://o.example/x", lambda: "\u2028\ufeff", lambda: "1",
    lambda: 2, lambda: 5, lambda: 9, lambda: -0.0, lambda: 1e-320, lambda: "STRIKE",
    lambda: "11111111-2222-4333-8444-555555555501",
    lambda: "9" * 4_400, lambda: "=1+1", lambda: "uima.cas.Sofa", lambda: "uima.tcas.Annotation", lambda: "c.Span[]",
    lambda: "a..b",
)  # fmt: skip


def _places(value: Any, found: list[tuple[Any, Any]]) -> None:
    """Every (container, key) of a tree."""
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(cast("dict[Any, Any]", value).items())
    elif isinstance(value, list):
        items = list(enumerate(cast("list[Any]", value)))
    for key, inner in items:
        found.append((value, key))
        _places(inner, found)


def tree_broken(value: Any, random: Random) -> Any:
    """A decoded value with some of its parts replaced, moved, doubled or gone. The value itself is changed."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        places: list[tuple[Any, Any]] = []
        _places(value, places)
        if not places:
            return _odd(random)
        numbers = [one for one in places if isinstance(one[0][one[1]], int)]
        where, key = random.choice(numbers if numbers and random.random() < 0.3 else places)
        match random.randrange(8):
            case 0 if isinstance(where, dict):
                del where[key]
            case 1 if isinstance(where, dict):
                where[random.choice((*where, "text", "spans", "id", "x", ""))] = where.pop(key)
            case 2:
                other, another = random.choice(places)
                where[key] = json.loads(_dumped(other[another]))
            case 3 if isinstance(where, list):
                where[key:key] = [where[key]] * random.choice((1, 3, 40))
            case 4 | 5 if isinstance(where[key], int) and not isinstance(where[key], bool):
                where[key] += random.choice((-30, -2, -1, 1, 2, 30))
            case _:
                where[key] = _odd(random)
    return value


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError):
        return "null"


def _json_broken(raw: bytes, random: Random) -> bytes:
    text = raw.decode()
    try:
        whole = [json.loads(text)]
        is_list = True
    except ValueError:
        whole, is_list = [json.loads(line) for line in text.splitlines()], False
    whole = tree_broken(whole, random)
    if not isinstance(whole, list):
        whole = [whole]
    indent = random.choice((None, None, 1))
    said = [json.dumps(one, ensure_ascii=random.random() < 0.7, indent=indent) for one in cast("list[Any]", whole)]
    made = (said[0] if is_list and said else "\n".join(said)).encode("utf-8", "surrogatepass")
    if len(made) > 300_000:
        return raw  # doubled again and again
    return made if random.random() < 0.9 else broken(made, random, _JSON)


def _docbin_broken(raw: bytes, random: Random, tokens: tuple[bytes, ...]) -> bytes:
    chance = random.random()
    if chance < 0.1:
        return broken(raw, random, tokens)
    message = opened(raw)
    if chance < 0.3:
        import zlib

        return zlib.compress(broken(zlib.decompress(raw), random, tokens), 1)
    key = random.choice((*sorted(message), "user_data", "user_data", "user_data", "span_groups"))
    if key == "user_data" and random.random() < 0.8:
        _user_data_broken(message, random)
    elif isinstance(message[key], bytes):
        message[key] = broken(message[key], random, tokens)
    elif key == "span_groups":
        message[key] = [broken(one, random, tokens) if one else one for one in message[key]]
    else:
        message = tree_broken(message, random)
    try:
        made = closed(message)
    except (TypeError, ValueError, OverflowError, RecursionError):
        made = broken(raw, random, tokens)
    return made if random.random() < 0.95 else made[: random.randrange(len(made))]


def _user_data_broken(message: dict[str, Any], random: Random) -> None:
    from importlib import import_module

    pack: Any = import_module("srsly")
    held = [pack.msgpack_loads(one) if one else {} for one in message["user_data"]]
    said = tree_broken([_plain(one) for one in held], random)
    some = cast("list[Any]", said) if isinstance(said, list) else [said]
    try:
        message["user_data"] = [pack.msgpack_dumps(one) for one in some]
    except (TypeError, ValueError, OverflowError, RecursionError):
        message["user_data"] = [b"\xc1"]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in cast("dict[Any, Any]", value).items()}
    return [_plain(inner) for inner in cast("list[Any]", value)] if isinstance(value, (list, tuple)) else value


# Archives -------------------------------------------------------------------------------------------------------------

_MEMBERS = ("../up.ann", "/abs.xmi", "a/../../b.jsonl", "C:\\x.ann", "a.xmi", "b/a.ann", "TypeSystem.xml",
"x" * 300 + ".ann",
            "a\x00.xmi", "\u202etxt.ann", "con.ann", "annotation.conf", "deep.zip", "a.xmi/", "..",
            "a//b.ann")  # fmt: skip


def _zip_broken(raw: bytes, random: Random) -> bytes:
    chance = random.random()
    if chance < 0.35:
        return broken(raw, random, _ZIP)
    if chance < 0.7:
        return inside(raw, random, (*_XML, *_LINES))
    return _packed_anew(raw, random)


def _packed_anew(raw: bytes, random: Random) -> bytes:
    """With names that lead elsewhere, links, members that unpack a thousandfold, archives in archives."""
    import io
    import stat

    out = io.BytesIO()
    with (
        warnings.catch_warnings(),  # two members of one name are among the cases
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        warnings.simplefilter("ignore")
        for name in old.namelist():
            info = zipfile.ZipInfo(random.choice((name, name, random.choice(_MEMBERS))))
            info.compress_type = zipfile.ZIP_DEFLATED
            if random.random() < 0.1:
                info.external_attr = random.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR)) << 16
            content = old.read(name)
            if random.random() < 0.05:
                content = b"0" * 30_000_000 if random.random() < 0.2 else b"/etc/hosts"
            new.writestr(info, content)
        if random.random() < 0.2:
            new.writestr("deep.zip", raw)
    return out.getvalue()
