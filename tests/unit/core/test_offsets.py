"""Code points against UTF-16 units and UTF-8 bytes, against Python's own codecs."""

from __future__ import annotations

import pytest
from hypothesis import given

from spanloop.core.offsets import Utf8Map, Utf16Map
from tests.unit.core.strategies import texts

SAMPLES = [
    "",
    "plain",
    "caf\u00e9",
    "\u0639\u0631\u0628\u064a",
    "a\U0001f600b\U0001f600\U0001f600",
    "\U0001f600",
    "x\r\n\u00a0\u20ac",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_utf16_equals_the_codec(text: str) -> None:
    check_utf16(text)


@given(texts)
def test_utf16_equals_the_codec_on_any_text(text: str) -> None:
    check_utf16(text)


@pytest.mark.parametrize("text", SAMPLES)
def test_utf8_equals_the_codec(text: str) -> None:
    check_utf8(text)


@given(texts)
def test_utf8_equals_the_codec_on_any_text(text: str) -> None:
    check_utf8(text)


def check_utf16(text: str) -> None:
    table = Utf16Map(text)
    assert table.length == len(text)
    assert table.units == len(text.encode("utf-16-le")) // 2
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le")) // 2
        assert table.to_utf16(offset) == units
        assert table.to_code_point(units) == offset
        if offset < len(text) and text[offset] > "\uffff":
            assert table.to_code_point(units + 1) == offset


def check_utf8(text: str) -> None:
    table = Utf8Map(text)
    assert table.units == len(text.encode())
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode())
        assert table.to_utf8(offset) == units
        width = len(text[offset : offset + 1].encode())
        for inside in range(units, units + max(1, width)):
            assert table.to_code_point(inside) == offset


@pytest.mark.parametrize("text", ["abc", "a\U0001f600"])
def test_offsets_outside_the_text_are_refused(text: str) -> None:
    table = Utf16Map(text)
    for bad in (-1, len(text) + 1):
        with pytest.raises(ValueError, match="outside a text"):
            table.to_utf16(bad)
    for bad in (-1, table.units + 1):
        with pytest.raises(ValueError, match="outside a text"):
            table.to_code_point(bad)
    with pytest.raises(ValueError, match="outside a text"):
        Utf8Map(text).to_utf8(len(text) + 1)
