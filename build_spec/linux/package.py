"""The Debian package and the .tar.gz of a built program, written byte by byte so that the same program gives the same.

A .deb is an `ar` archive of three members (deb(5)); nothing but Python is needed to write one. `python -m
build_spec.linux.package FOLDER` makes both beside FOLDER/spanloop.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import platform
import sys
import tarfile
from pathlib import Path
from typing import BinaryIO, cast

from build_spec import identity, parts
from build_spec.linux import desktop, documents, manual

#: Debian's names of the machines that the program is built on.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
HOME = f"usr/lib/{identity.PROGRAM}"


class Tree:
    """What a package holds: files by place, each as bytes, as a path on disk or as a link."""

    def __init__(self) -> None:
        self._files: dict[str, bytes | Path] = {}
        self._links: dict[str, str] = {}
        self._programs: set[str] = set()

    def put(self, place: str, content: bytes | Path, *, program: bool = False) -> None:
        """Add a file. program: whether it can be executed."""
        self._files[place] = content
        if program:
            self._programs.add(place)

    def link(self, place: str, target: str) -> None:
        """Add a symbolic link."""
        self._links[place] = target

    def put_folder(self, place: str, folder: Path, *, program: str) -> None:
        """Add everything in a folder. program: the one file that can be executed."""
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                self.link(f"{place}/{name}", str(path.readlink()))
            elif path.is_file():
                self.put(f"{place}/{name}", path, program=name == program)

    def size_kib(self) -> int:
        """What it takes when installed, each file in whole KiB (Debian Policy 5.6.20)."""
        return sum(-(-self._length(content) // 1024) for content in self._files.values()) + len(self._folders())

    def sums(self) -> str:
        """The file md5sums of a Debian package."""
        lines = [f"{hashlib.md5(self._bytes(name)).hexdigest()}  {name}\n" for name in sorted(self._files)]
        return "".join(lines)

    def write(self, file: BinaryIO, *, epoch: int, prefix: str = "./") -> None:
        """Write a tar archive: folders first, sorted, owned by root, all of one date."""
        with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
            for name in [prefix.rstrip("/"), *(f"{prefix}{folder}" for folder in self._folders())]:
                archive.addfile(_entry(name + "/", epoch, kind=tarfile.DIRTYPE, mode=0o755))
            for place in sorted({*self._files, *self._links}):
                if place in self._links:
                    link = _entry(prefix + place, epoch, kind=tarfile.SYMTYPE, mode=0o777)
                    link.linkname = self._links[place]
                    archive.addfile(link)
                    continue
                held = _entry(prefix + place, epoch, mode=0o755 if place in self._programs else 0o644)
                data = self._bytes(place)
                held.size = len(data)
                archive.addfile(held, io.BytesIO(data))

    def _bytes(self, place: str) -> bytes:
        content = self._files[place]
        return content if isinstance(content, bytes) else content.read_bytes()

    @staticmethod
    def _length(content: bytes | Path) -> int:
        return len(content) if isinstance(content, bytes) else content.stat().st_size

    def _folders(self) -> list[str]:
        places = [Path(place) for place in (*self._files, *self._links)]
        return sorted({parent.as_posix() for place in places for parent in place.parents if parent != Path()})


def _entry(name: str, epoch: int, *, kind: bytes = tarfile.REGTYPE, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.mtime = kind, mode, epoch
    entry.uname = entry.gname = "root"
    return entry


def tree(program: Path, *, epoch: int) -> Tree:
    """The installed files of the package. program: the built folder."""
    made, papers = Tree(), f"usr/share/doc/{identity.PROGRAM}"
    made.put_folder(HOME, program, program=identity.PROGRAM)
    made.link(f"usr/bin/{identity.PROGRAM}", f"../lib/{identity.PROGRAM}/{identity.PROGRAM}")
    for place, content in desktop.shared_files(epoch).items():
        made.put(f"usr/share/{place}", content)
    made.put(f"usr/share/man/man1/{identity.PROGRAM}.1.gz", _gzip(manual.page(epoch).encode()))
    made.put(f"{papers}/copyright", documents.copyright_file(parts.read(program)).encode())
    made.put(f"{papers}/changelog.gz", _gzip(documents.debian_changelog(epoch).encode()))
    made.put(f"usr/share/lintian/overrides/{identity.PROGRAM}", documents.overrides().encode())
    return made


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _member(name: str, data: bytes, epoch: int) -> bytes:
    """One member of an `ar` archive, in the common form that deb(5) describes."""
    head = f"{name:<16}{epoch:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode("ascii")
    return head + data + b"\n" * (len(data) % 2)


def write_deb(program: Path, dest: Path, *, epoch: int, architecture: str) -> None:
    """Write the Debian package of a built folder."""
    files = tree(program, epoch=epoch)
    needs = documents.depends(documents.newest_needed(program))
    told = documents.control(installed_kib=files.size_kib(), needs=needs, architecture=architecture)
    about = Tree()
    about.put("control", told.encode())
    about.put("md5sums", files.sums().encode())
    packed: list[bytes] = []
    for content in (about, files):
        held = io.BytesIO()
        with lzma.open(held, "wb", preset=6) as stream:
            content.write(cast("BinaryIO", stream), epoch=epoch)
        packed.append(held.getvalue())
    members = zip(("debian-binary", "control.tar.xz", "data.tar.xz"), (b"2.0\n", *packed), strict=True)
    dest.write_bytes(b"!<arch>\n" + b"".join(_member(name, data, epoch) for name, data in members))


def write_archive(program: Path, dest: Path, *, epoch: int) -> None:
    """Write the .tar.gz: the program's folder under its name and version, to be unpacked and run anywhere."""
    made = Tree()
    made.put_folder(identity.PROGRAM, program, program=identity.PROGRAM)
    for place, content in desktop.shared_files(epoch).items():
        made.put(f"share/{place}", content)
    made.put("README.txt", (Path(__file__).parent / "README.txt").read_bytes())
    made.put(f"share/man/man1/{identity.PROGRAM}.1", manual.page(epoch).encode())
    with dest.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
        made.write(cast("BinaryIO", stream), epoch=epoch, prefix=dest.name.removesuffix(".tar.gz") + "/")


def make(folder: Path) -> list[Path]:
    """Write both beside the built program. folder: what holds `spanloop`, such as dist."""
    program, epoch, machine = folder / identity.PROGRAM, identity.epoch(), platform.machine()
    architecture = ARCHITECTURES.get(machine, machine)
    deb = folder / f"{identity.PROGRAM}_{identity.version()}_{architecture}.deb"
    archive = folder / f"{identity.PROGRAM}-{identity.version()}-linux-{machine}.tar.gz"
    write_deb(program, deb, epoch=epoch, architecture=architecture)
    write_archive(program, archive, epoch=epoch)
    return [deb, archive]


if __name__ == "__main__":
    for written in make(Path(sys.argv[1])):
        print(f"{written.stat().st_size / 1e6:8.1f} MB  {written}")
