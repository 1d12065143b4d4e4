"""Folders in which SQLite's write-ahead log is not safe: those that a program copies elsewhere, and network drives."""

from __future__ import annotations

import sys
from pathlib import Path

#: Names of folders that sync programs make, in lower case; compared with the beginning of each part of a path.
_SYNCED = (
    "dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents", "nextcloud",
    "owncloud", "pcloud", "pclouddrive", "mega", "megasync", "box sync", "seafile", "yandex.disk", "yandexdisk",
    "syncthing", "creative cloud files",
)  # fmt: skip
#: Files and folders that sync programs leave in what they watch.
_SYNC_SIGNS = (".stfolder", ".dropbox", ".owncloudsync.log", ".sync_exclude.lst", ".tresorit")
_NETWORK = (
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.davfs2",
    "fuse.rclone", "fuse.gvfsd-fuse", "fuse.s3fs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "9p",
    "lustre",
)  # fmt: skip
_DRIVE_REMOTE = 4


def why_unsafe(path: Path) -> str | None:
    """In words why the log should not be used for a file here ("Dropbox copies this folder"), or None."""
    folder = path.absolute().parent
    for part in folder.parts:
        if part.lower().startswith(_SYNCED):
            return f"the folder {part} is copied elsewhere by a sync program"
    for parent in (folder, *folder.parents):
        if any((parent / sign).exists() for sign in _SYNC_SIGNS):
            return f"the folder {parent.name or parent} is copied elsewhere by a sync program"
    if _on_network(folder):
        return "the folder is on a network drive"
    return None


def _on_network(folder: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        if str(folder).startswith("\\\\"):
            return True
        return ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _DRIVE_REMOTE
    return file_system(folder.resolve()) in _NETWORK


def file_system(folder: Path, *, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of file system that holds a folder ("ext4", "nfs4"), or "" where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        _, point, name, *_ = line.split(" ")
        place = Path(point.replace("\\040", " "))
        if len(place.parts) > best and (place == folder or place in folder.parents):
            best, kind = len(place.parts), name
    return kind
