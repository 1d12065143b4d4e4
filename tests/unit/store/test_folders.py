"""Folders where a write-ahead log is not safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.store.folders import file_system, why_unsafe

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/home /home/ann/net nfs4 rw 0 0
tmpfs /home/ann/net/local tmpfs rw 0 0
//box/share /mnt/with\\040space cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ann", "ext4"),
        ("/home/ann/net", "nfs4"),
        ("/home/ann/net/a/b", "nfs4"),
        ("/home/ann/network", "ext4"),
        ("/home/ann/net/local/x", "tmpfs"),
        ("/mnt/with space/x", "cifs"),
    ],
)
def test_the_longest_mount_decides(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert file_system(Path(folder), mounts=mounts) == kind
    assert file_system(Path(folder), mounts=tmp_path / "none") == ""


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Desk", "Nextcloud", "Google Drive", "iCloud Drive"])
def test_synced_folders_by_name(tmp_path: Path, name: str) -> None:
    assert name in (why_unsafe(tmp_path / name / "a" / "x.spanloop") or "")


def test_synced_folders_by_what_lies_in_them(tmp_path: Path) -> None:
    (tmp_path / "a" / ".stfolder").mkdir(parents=True)
    assert "sync" in (why_unsafe(tmp_path / "a" / "b" / "x.spanloop") or "")
    assert why_unsafe(tmp_path / "x.spanloop") is None
