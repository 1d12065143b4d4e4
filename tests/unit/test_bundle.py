"""What goes into the built program, judged without building it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QFile, QIODevice

from build_spec import bundle
from spanloop import __version__

QT = Path(PySide6.__file__).parent / "Qt"
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("objdump") is None, reason="reads ELF files with objdump"
)


def entry(name: str, source: Path, kind: str = "BINARY") -> bundle.Entry:
    return name, str(source), kind


def qt_entries() -> list[bundle.Entry]:
    """Qt's own libraries and the plugins that are taken along, as PyInstaller names them."""
    files = [*(QT / "plugins").rglob("*.so"), *(QT / "lib").glob("*.so*")]
    named = [entry(f"PySide6/Qt/{path.relative_to(QT).as_posix()}", path) for path in sorted(files)]
    return [each for each in named if bundle.belongs(each[0])]


def test_the_version_is_the_programs_own() -> None:
    assert bundle.program_version() == __version__


def test_files_that_are_opened_by_name_are_taken_along() -> None:
    places = {f"{folder}/{Path(source).name}" for source, folder in bundle.own_files()}
    for name in (
        "spanloop/store/migrations/env.py",
        "spanloop/store/migrations/versions/0001_first.py",
        "spanloop/_data/resources/recipes/blank.cfg",
        "spanloop/_data/resources/schema/armed_conflict.json",
        "spanloop/_data/resources/icons/undo.svg",
        "spanloop/_data/seeds/sample.jsonl",
        "spanloop/_data/resources/notices/minilm.txt",
        "spanloop/_data/source/learn/embedding/layer.py",
        "spanloop/_data/resources/guide/keys.md",
        "spanloop/_data/resources/guide/pictures/desk.png",
        "spanloop/_data/source/__init__.py",
        "spanloop/_data/source/resources.py",
    ):
        assert name in places
    assert not any("resources/pictures" in name or "__pycache__" in name for name in places)


def test_whatever_spacy_finds_by_entry_points_is_taken_along() -> None:
    files, modules = bundle.registries()
    assert {"spanloop.learn.triggers", "spacy_legacy.architectures.tok2vec", "srsly"} <= set(modules)
    named = {f"{folder.partition('-')[0]}/{Path(source).name}" for source, folder in files}
    assert {"spanloop/entry_points.txt", "spacy_legacy/entry_points.txt", "spacy/METADATA"} <= named
    assert not any("direct_url" in source or "RECORD" in source for source, _ in files), "they name this machine"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6\\plugins\\sqldrivers\\qsqlite.dll", False),
        ("PySide6/Qt/translations/qtbase_ar.qm", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtdeclarative_ar.qm", False),
        ("PySide6/Qt/translations/qtbase_gd.qm", False),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/Qt6Widgets.dll", True),
        ("spacy/lang/ja/tag_map.py", True),
        ("spacy/tokens/doc.pyx", False),
        ("thinc/tests/mypy/mypy.ini", False),
        ("libGL.so.1", False),
        ("libxcb-cursor.so.0", True),
        ("spanloop/_data/seeds/sample.jsonl", True),
        ("babel/locale-data/root.dat", True),
        ("babel/locale-data/sw_KE.dat", False),
    ],
)
def test_what_belongs(name: str, taken: bool) -> None:
    assert bundle.belongs(name) is taken


@linux
def test_a_library_of_the_screen_that_is_not_here_is_an_error() -> None:
    plugin = entry("PySide6/Qt/plugins/platforms/libqxcb.so", QT / "plugins" / "platforms" / "libqxcb.so")
    missing = bundle.missing_libraries([plugin])
    assert [line for line in missing if line.startswith("libxcb-cursor.so.0, which libqxcb.so asks for")]
    assert not [line for line in missing if line.startswith(("libGL.so", "libc.so", "libX11.so"))]
    with pytest.raises(SystemExit, match="libxcb-cursor"):
        bundle.check(qt_entries())


@linux
def test_a_plugin_that_shows_the_window_is_never_left_out() -> None:
    with pytest.raises(SystemExit, match="platforms/qwayland"):
        bundle.check(each for each in qt_entries() if "qwayland" not in each[0])


@linux
def test_a_library_goes_with_the_last_that_asks_for_it() -> None:
    link = entry("libQt6Core.so.6", Path("PySide6/Qt/lib/libQt6Core.so.6"), "SYMLINK")
    kept = {name for name, _, _ in bundle.used([*qt_entries(), link])}
    assert {"PySide6/Qt/lib/libQt6Core.so.6", "libQt6Core.so.6", "PySide6/Qt/lib/libQt6XcbQpa.so.6"} <= kept
    assert any(name.startswith("PySide6/Qt/lib/libicudata.so") for name in kept), "Qt's core asks for it"
    assert not [name for name in kept if "Quick" in name or "EglFS" in name]


def test_the_hook_that_loads_qt_in_every_process_is_left_out() -> None:
    scripts = [entry(name, Path(f"{name}.py"), "PYSOURCE") for name in ("pyi_rth_inspect", "pyi_rth_pyside6", "main")]
    assert [name for name, _, _ in bundle.without_hooks(scripts)] == ["pyi_rth_inspect", "main"]
    with pytest.raises(SystemExit, match=r"pyi_rth_pyside6.*UNUSED_HOOKS"):
        bundle.without_hooks(scripts[:1])


def test_pyside_tells_qt_where_its_plugins_are() -> None:
    """Which is all that the hook does besides."""
    told = QFile(":/qt/etc/qt.conf")
    assert told.open(QIODevice.OpenModeFlag.ReadOnly)
    (prefix,) = [line for line in bytes(told.readAll().data()).decode().splitlines() if line.startswith("Prefix = ")]
    assert Path(prefix.removeprefix("Prefix = ")) == (QT.parent if sys.platform == "win32" else QT)


@linux
def test_no_link_is_taken_along_to_what_stays_out() -> None:
    library = entry("PySide6/Qt/lib/libQt6Core.so.6", QT / "lib" / "libQt6Core.so.6")
    links = [
        entry(name, Path(target), "SYMLINK")
        for name, target in (
            ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6"),
            ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6"),
            ("PySide6/Qt/libexec/libQt6Core.so.6", "../lib/libQt6Core.so.6"),
        )
    ]
    data = [*links, entry("certifi/cacert.pem", Path("cacert.pem"), "DATA")]
    kept = [name for name, _, _ in bundle.without_loose_links(data, [library])]
    assert kept == ["libQt6Core.so.6", "PySide6/Qt/libexec/libQt6Core.so.6", "certifi/cacert.pem"]


def test_costs_are_told_by_part(tmp_path: Path) -> None:
    for name, size in (("spanloop", 30), ("_internal/spacy/a.so", 20), ("_internal/spacy/b/c.so", 5)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    (tmp_path / "_internal" / "numpy.libs").mkdir()
    (tmp_path / "_internal" / "numpy.libs" / "libblas.so").write_bytes(b"x" * 4)
    (tmp_path / "_internal" / "libxcb.so.1").write_bytes(b"x" * 3)
    assert bundle.costs(tmp_path) == [
        ("spanloop (all Python modules)", 30),
        ("spacy", 25),
        ("numpy", 4),
        ("libraries of the system", 3),
    ]
