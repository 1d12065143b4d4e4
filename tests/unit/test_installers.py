"""The recipes of the installers, tried on a stand-in for the built program."""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import dev
from build_spec import bundle, emblem, identity, parts, release
from build_spec import installer as making
from build_spec.linux import costs, desktop, documents, manual, package, search_path
from build_spec.macos import plist
from build_spec.windows import installer, version_info
from spanloop import __version__
from spanloop.cli.main import COMMANDS
from spanloop.operations import bundled, updates
from spanloop.store.engine import APPLICATION_ID
from spanloop.store.guard import FORMAT

EPOCH = 1_700_000_000
PARTS = [
    parts.Part("Python", "3.12.1", "PSF-2.0", "other", ["Python.txt"]),
    parts.Part("shiboken6", "6.12.0", "LGPL-3.0-only OR GPL-2.0-only", "python", ["../notices/LGPL-3.0.txt"]),
    parts.Part("zlib1g", "1:1.2+x", "see its text, zlib1g.txt", "system", ["zlib1g.txt"]),
]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder shaped like a built program: two programs, a library, a link, and the list of parts."""
    folder = tmp_path / "dist" / "spanloop"
    listed = folder / "_internal" / parts.FOLDER / parts.LIST
    listed.parent.mkdir(parents=True)
    listed.write_text(json.dumps({"parts": [vars(part) for part in PARTS]}), encoding="utf-8")
    for name in ("spanloop", "spanloop.exe", "spanloop-window.exe", "_internal/libQt6Core.so.6", "_internal/q/ü.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(name.encode())
    if sys.platform != "win32":
        (folder / "_internal" / "libQt6.so").symlink_to("libQt6Core.so.6")
    return folder


def members(deb: bytes) -> dict[str, bytes]:
    """The members of an `ar` archive by name (deb(5))."""
    assert deb.startswith(b"!<arch>\n")
    found: dict[str, bytes] = {}
    place = 8
    while place < len(deb):
        head = deb[place : place + 60].decode("ascii")
        assert head.endswith("`\n")
        size = int(head[48:58])
        found[head[:16].strip()] = deb[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
    return found


def test_the_program_is_the_same_to_all_systems() -> None:
    assert identity.version() == __version__
    assert identity.MAGIC[1] == APPLICATION_ID
    named = (identity.ROOT / "desktop/spanloop/gui/run.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{desktop.ENTRY.removesuffix(".desktop")}")' in named
    assert f'setApplicationName("{identity.NAME}")' in named, "StartupWMClass has to fit"
    assert f'endswith("{identity.ENDING}")' in (identity.ROOT / "desktop/spanloop/app.py").read_text(encoding="utf-8")
    assert plistlib.loads(plistlib.dumps(plist.INFO)) == plist.INFO
    assert version_info.numbers("1.20.3rc1") == (1, 20, 3, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="the package is made on Linux")
def test_the_same_program_gives_the_same_package(program: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.deb", tmp_path / "b.deb"
    for dest in (first, second):
        package.write_deb(program, dest, epoch=EPOCH, architecture="amd64")
        for path in program.rglob("*"):
            path.touch()  # a date on the disk says nothing
    assert first.read_bytes() == second.read_bytes()
    found = members(first.read_bytes())
    assert list(found) == ["debian-binary", "control.tar.xz", "data.tar.xz"]
    with tarfile.open(fileobj=io.BytesIO(found["data.tar.xz"])) as data:
        held = {entry.name.removeprefix("./"): entry for entry in data}
        names = data.getnames()
        changes = data.extractfile("./usr/share/doc/spanloop/changelog.gz")
        assert changes is not None
        assert gzip.decompress(changes.read()).startswith(f"spanloop ({__version__}) ".encode())
    assert names[0] == "."
    assert names[1:] == sorted(names[1:], key=lambda name: (not held[name.removeprefix("./")].isdir(), name))
    assert {entry.mtime for entry in held.values()} == {EPOCH}
    assert {(entry.uid, entry.gid) for entry in held.values()} == {(0, 0)}
    assert held["usr/bin/spanloop"].linkname == "../lib/spanloop/spanloop"
    assert held["usr/lib/spanloop/_internal/libQt6.so"].linkname == "libQt6Core.so.6"
    executable = {name for name, entry in held.items() if entry.isfile() and entry.mode & 0o111}
    assert executable == {"usr/lib/spanloop/spanloop"}
    assert not any(name.startswith(("home", "etc", "var", "opt")) for name in held)
    with tarfile.open(fileobj=io.BytesIO(found["control.tar.xz"])) as control:
        assert control.getnames() == [".", "./control", "./md5sums"], "no maintainer script is needed"


def test_costs_are_told_installed_and_packed(program: Path) -> None:
    table = {name: (size, small) for name, size, small in costs.packed(program)}
    assert {"spanloop (all Python modules)", "q", "libraries of the system", "spanloop"} <= set(table)
    assert table["q"][0] == len("_internal/q/ü.py".encode())
    assert all(small > 0 for _, small in table.values())


@pytest.mark.skipif(sys.platform == "win32", reason="the archive is made on Linux")
def test_the_archive_is_one_folder_with_a_name(program: Path, tmp_path: Path) -> None:
    dest = tmp_path / "spanloop-1-linux.tar.gz"
    package.write_archive(program, dest, epoch=EPOCH)
    first = dest.read_bytes()
    package.write_archive(program, dest, epoch=EPOCH)
    assert dest.read_bytes() == first
    with tarfile.open(dest) as archive:
        assert {name.split("/")[0] for name in archive.getnames()} == {"spanloop-1-linux"}
        assert archive.getmember("spanloop-1-linux/spanloop/spanloop").mode == 0o755


def test_the_package_asks_for_what_stays_the_systems() -> None:
    asked = documents.depends({"GLIBC": (2, 35), "GLIBCXX": (3, 4, 29)}).split(", ")
    assert {name.split(" ")[0] for name in asked} == {"libc6", *bundle.SYSTEM_LIBRARIES.values()}
    assert {"libc6 (>= 2.35)", "libstdc++6 (>= 11)"} <= set(asked)
    told = documents.control(installed_kib=7, needs="libc6", architecture="amd64")
    assert all(line.startswith(" ") or re.match(r"[A-Z][\w-]+: \S", line) for line in told.splitlines())


def small_elf(search: bytes) -> bytes:
    """A 64-bit ELF file of nothing but a dynamic section that asks for one library and names where to look for it."""
    words = b"\0libm.so.6\0" + search + b"\0"
    dynamic = struct.pack("<QQQQQQQQ", 1, 1, 29, 11, 5, 0x1000 + 240, 0, 0)
    whole = 240 + len(words)
    heads = struct.pack("<IIQQQQQQ", 1, 4, 0, 0x1000, 0x1000, whole, whole, 8)
    heads += struct.pack("<IIQQQQQQ", 2, 4, 176, 0x10B0, 0x10B0, 64, 64, 8)
    start = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    return start + heads + dynamic + words


@pytest.mark.parametrize(("search", "left"), [(b"/opt/python/lib", b""), (b"$ORIGIN/lib", b"$ORIGIN/lib")])
def test_no_library_is_looked_for_where_the_build_machine_had_it(tmp_path: Path, search: bytes, left: bytes) -> None:
    made = tmp_path / "a.so"
    made.write_bytes(small_elf(search))
    assert search_path.forget_all(tmp_path) == ([made] if left != search else [])
    assert made.read_bytes()[240:].split(b"\0")[1:3] == [b"libm.so.6", left]
    assert len(made.read_bytes()) == len(small_elf(search))


def test_the_papers_name_everything_that_is_carried_along() -> None:
    told = documents.copyright_file(PARTS)
    assert all(part.name in told for part in PARTS)
    assert "may replace them" in told, "Qt's licence wants that to be said"
    assert "/usr/lib/spanloop/_internal/spanloop/_data/resources/notices/LGPL-3.0.txt" in told
    for shipped in ("LGPL-3.0.txt", "GPL-3.0.txt", "Apache-2.0.txt"):
        assert (identity.ROOT / "resources/notices" / shipped).is_file()
    texts = {part.name: parts.texts_of(found) for found in [parts.distribution("spacy")] for part in PARTS[:1]}
    assert all("Permission is hereby granted" in text for text in texts.values())
    assert parts.licence_of(parts.distribution("spacy")) == "MIT"


def test_the_man_page_has_every_command() -> None:
    told = manual.page(EPOCH)
    for names in COMMANDS.values():
        for name in names:
            assert f".SS {name}" in told or name == "refresh-worker"  # that one is hidden
    assert not re.search(r"^[.'](?!TH|SH|SS|TP|PP|B |I |br)", told, re.MULTILINE), "a line that roff takes as its own"


def test_the_desktop_is_told_in_its_own_forms() -> None:
    files = desktop.shared_files(EPOCH)
    for name, content in files.items():
        if name.endswith((".xml", ".svg")):
            ET.fromstring(content)
        elif name.endswith(".png"):
            size = int(name.split("/")[2].split("x")[0])
            assert content[16:24] == size.to_bytes(4, "big") * 2
    assert b"Exec=spanloop %f\n" in files["applications/spanloop.desktop"]
    assert emblem.ico()[:6] == b"\0\0\1\0\5\0"
    apple = emblem.icns()
    assert int.from_bytes(apple[4:8], "big") == len(apple)


def test_the_uninstaller_takes_away_just_what_was_installed(program: Path, tmp_path: Path) -> None:
    puts, takes = installer.lists(program, more={"project.ico": tmp_path / "p.ico"})
    put: set[str] = set()
    place = ""
    for line in puts.splitlines():
        if line.startswith("SetOutPath"):
            place = line.split('"')[1]
        else:
            put.add(f"{place}\\{line.split('=')[1].split(chr(34))[0]}")
    assert {line.split('"')[1] for line in takes.splitlines() if line.startswith("Delete")} == put
    assert "$INSTDIR\\_internal\\q\\ü.py" in put
    assert "/r" not in takes + installer.SCRIPT.read_text(encoding="utf-8").replace("/S", ""), "never a whole folder"


def test_the_windows_script_is_told_every_name_it_uses(program: Path, tmp_path: Path) -> None:
    script = installer.SCRIPT.read_text(encoding="utf-8")
    told = installer.names(program, tmp_path / "setup.exe", tmp_path / "scratch")
    defined = set(re.findall(r"^!define (\w+)", script, re.MULTILINE))
    used = set(re.findall(r"\$\{([A-Z][A-Z_0-9]+)\}", script))
    assert used - defined == set(told)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not here")
def test_the_windows_installer_compiles(program: Path) -> None:
    (made,) = installer.make(program.parent)
    assert made.read_bytes()[:2] == b"MZ"


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell here")
def test_the_shell_scripts_can_be_read() -> None:
    for path in sorted((identity.ROOT / "build_spec" / "macos").glob("*.sh")):
        subprocess.run(["sh", "-n", path], check=True)
    plistlib.loads((identity.ROOT / "build_spec/macos/entitlements.plist").read_bytes())


def test_a_release_has_notes_sums_and_a_bill_of_materials(tmp_path: Path) -> None:
    assert release.notes("1.1", "# C\n\n## 1.1 (a day)\n\n- New.\n\n## 1.0\n\n- Old.\n") == "- New.\n"
    with pytest.raises(SystemExit, match=r"## 2\.0"):
        release.notes("2.0", "## 1.0\n\n- Old.\n")
    (tmp_path / "a").write_bytes(b"")
    assert release.sums(tmp_path) == f"{'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}  a\n"
    made = release.sbom(PARTS, epoch=EPOCH)
    assert made == release.sbom(PARTS, epoch=EPOCH)
    assert [each["licenses"][0] for each in made["components"]] == [
        {"license": {"id": "PSF-2.0"}},
        {"expression": "LGPL-3.0-only OR GPL-2.0-only"},
        {"license": {"name": "see its text, zlib1g.txt"}},
    ]
    assert made["components"][2]["purl"] == "pkg:deb/debian/zlib1g@1%3A1.2%2Bx"


def test_the_program_carries_what_it_opens_by_name() -> None:
    taken = {f"{folder}/{Path(source).name}" for source, folder in bundle.own_files()}
    resources = "spanloop/_data/resources"
    wanted = [f"{resources}/old_projects/format-{number}.zip" for number in range(1, FORMAT + 1)]
    guide = identity.ROOT / "resources" / "guide"
    wanted += [f"{resources}/guide/{path.relative_to(guide).as_posix()}" for path in guide.rglob("*") if path.is_file()]
    assert len(wanted) > FORMAT
    assert set(wanted) <= taken
    # About reads the list where a build puts it.
    assert f"{parts.FOLDER}/{parts.LIST}" == "/".join((resources, *bundled._LIST))


def test_a_tag_is_refused_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "version", lambda: "1.1")
    release.ready("v1.1", "# C\n\n## Unreleased\n\n## 1.1 (a day)\n\n- New.\n")
    for tag, changelog, why in (
        ("v1.2", "## 1.1\n\n- New.\n", r"not the version 1\.1"),
        ("v1.1", "## Unreleased\n\n- New.\n", r"nothing under the heading '## 1\.1'\. Rename '## Unreleased'"),
        ("v1.1", "# C\n", r"nothing under the heading '## 1\.1'\. Write what is new"),
        ("v1.1", "## Unreleased\n\n- Newer.\n\n## 1.1\n\n- New.\n", "points under '## Unreleased'"),
    ):
        with pytest.raises(SystemExit, match=why):
            release.ready(tag, changelog)


def test_a_refusal_is_one_sentence_and_no_trace() -> None:
    command = [sys.executable, "-S", "-m", "build_spec.release", "ready", "v99"]
    done = subprocess.run(command, cwd=identity.ROOT, capture_output=True, text=True, check=False)
    told = f"The tag v99 is not the version {__version__} of desktop/spanloop/__init__.py, v{__version__}.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


class _Answer(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *args: object) -> None:
        return


def test_what_a_release_writes_is_what_the_update_check_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    page = "https://github.com/Somebody/Spanloop/releases/tag/v1.1"
    for name in ("spanloop_1.1_amd64.deb", "Spanloop-1.1-setup.exe", "Spanloop-1.1-macos-arm64.dmg"):
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr(identity, "version", lambda: "1.1")
    for _ in range(2):  # the lists do not list each other, however often they are made
        assert release.main(["newest", str(tmp_path), page]) == 0
        assert release.main(["sums", str(tmp_path)]) == 0
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answer, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/{release.NEWEST}"
        try:
            told = updates.ask_newest(address, allowed=lambda asked: asked == address)
        finally:
            server.shutdown()
            thread.join()
    assert (told.version, told.page, told.standing) == ("1.1", page, "newer")
    lines = [line.partition("  ") for line in (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    listed = {name: value for value, _, name in lines}
    assert told.checksums == listed
    assert len(listed) == 3


def test_a_release_writes_nothing_that_the_update_check_refuses(tmp_path: Path) -> None:
    (tmp_path / "a.deb").touch()
    for name, page, why in (
        ("a.deb", "http://spanloop.example/", "names no page with https"),
        ("an installer.exe", "https://spanloop.example/", "checksums are none"),
    ):
        (tmp_path / name).touch()
        with pytest.raises(SystemExit, match=rf"newest\.json is not written\..*{why}"):
            release.main(["newest", str(tmp_path), page])
    assert not (tmp_path / release.NEWEST).exists()
    (tmp_path / "none").mkdir()
    with pytest.raises(SystemExit, match="no files in"):
        release.newest(tmp_path / "none", "https://spanloop.example/")


def test_debian_hears_of_a_version_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(identity, "version", lambda: "1.1")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    for text in ("## Unreleased\n\n## 1.1\n\n- New.\n", "## Unreleased\n\n- New.\n"):
        (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
        told = documents.debian_changelog(EPOCH)
        assert [line for line in told.splitlines() if not line.startswith(" ") and line] == [
            "spanloop (1.1) stable; urgency=medium"
        ]
        assert "  * New." in told


@pytest.mark.parametrize("needs", ["release", "linux.try_upgrade", "smoke", "identity"])
def test_what_runners_call_needs_no_environment(needs: str) -> None:
    """The workflow calls these with the runner's Python, where Spanloop is not installed."""
    code = f"import sys; sys.path.insert(0, sys.argv[1]); import build_spec.{needs}"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, identity.ROOT], check=True)


def test_the_bill_of_materials_needs_our_source_alone() -> None:
    code = "import sys; sys.path[:0] = sys.argv[1:]; from build_spec import parts"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, identity.ROOT, identity.ROOT / "desktop"], check=True)


def test_the_workflow_runs_commands_that_there_are() -> None:
    told = (identity.ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"dev\.py (\w+)", told))
    assert {"test", "build", "smoke", "installer"} <= named <= set(dev.COMMANDS)
    for path in re.findall(r"build_spec/\w+/[\w.]+|build_spec/\w+\.md", told):
        assert (identity.ROOT / path).is_file()
    for module, word in re.findall(r"-m build_spec\.([\w.]+) (\w+)", told):
        source = (identity.ROOT / "build_spec" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert module != "release" or f'case ["{word}"' in source


def test_no_installer_without_a_program(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"dev\.py build"):
        making.main([str(tmp_path)])
