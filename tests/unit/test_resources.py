from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spanloop import resources
from spanloop.core.errors import SpanloopError


@pytest.fixture(autouse=True)
def _fresh() -> object:
    resources._homes.cache_clear()
    yield
    resources._homes.cache_clear()


def test_a_checkout_has_its_resources() -> None:
    assert resources.resource_path("design", "tokens.json").is_file()
    assert resources.seed_path().is_dir()


def test_a_frozen_program_has_them_in_its_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundled = tmp_path / "spanloop" / "_data" / "resources" / "only_here.txt"
    bundled.parent.mkdir(parents=True)
    bundled.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.resource_path("only_here.txt") == bundled


def test_an_installed_package_has_them_in_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "spanloop"
    (package / "_data" / "seeds").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    assert resources.seed_path() == package / "_data" / "seeds"


def test_what_is_missing_is_said_plainly() -> None:
    with pytest.raises(SpanloopError, match="missing"):
        resources.resource_path("no", "such.file")
