"""Ways to break bytes, the same for the same random numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

_NUMBERS = (b"0", b"-1", b"1", b"65535", b"99999999", b"2147483648", b"18446744073709551616", b"1e309", b"NaN", b"00")
_NUMBER = re.compile(rb"\d+")


def broken(raw: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    """The bytes with one to some changes; tokens: what means something in this kind of file."""
    out = bytearray(raw)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        random.choice(_WAYS)(out, random, tokens)
    return bytes(out[:200_000])


def _flip(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    for _count in range(random.choice((1, 2, 16))):
        if out:
            out[random.randrange(len(out))] = random.randrange(256)


def _cut(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    start = random.randrange(len(out) + 1)
    del out[start : start + random.choice((1, 4, 50, 1_000))]


def _end(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    del out[random.randrange(len(out) + 1) :]


def _begin(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    out[:0] = random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b" " * 50, b"\n\r\t"))


def _insert(out: bytearray, random: Random, tokens: Sequence[bytes]) -> None:
    place = random.randrange(len(out) + 1)
    out[place:place] = random.choice(tokens) * random.choice((1, 1, 1, 2, 60))


def _again(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    start = random.randrange(len(out) + 1)
    piece = out[start : start + random.choice((8, 100, 2_000))]
    place = random.randrange(len(out) + 1)
    out[place:place] = piece * random.choice((1, 2, 30))


def _noise(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    place = random.randrange(len(out) + 1)
    out[place:place] = random.randbytes(random.choice((1, 3, 20, 300)))


def _number(out: bytearray, random: Random, _: Sequence[bytes]) -> None:
    found = list(_NUMBER.finditer(bytes(out[:50_000])))
    if found:
        one = random.choice(found)
        out[one.start() : one.end()] = random.choice((*_NUMBERS, str(random.randrange(30)).encode()))


_WAYS: tuple[Callable[[bytearray, Random, Sequence[bytes]], None], ...] = (
    _flip, _cut, _end, _begin, _insert, _insert, _again, _noise, _number,
)  # fmt: skip


def inside(raw: bytes, random: Random, tokens: Sequence[bytes]) -> bytes:
    """A ZIP packed anew with some of its members broken, so that what reads the members is reached."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = set(random.sample(names, min(len(names), random.choice((1, 1, 2, 3)))))
        for name in names:
            content = old.read(name)
            new.writestr(name, broken(content, random, tokens) if name in chosen else content)
    return out.getvalue()
