"""What goes into the built program and what stays out; one list for three systems, read by spanloop.spec.

Run as a script it prints what a built folder costs: `python build_spec/bundle.py dist/spanloop`.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Entry = tuple[str, str, str]

#: Modules that nothing in the program runs. Never a part of spacy.lang: spaCy's registrations import several of them,
#: and all of them together are 3 MB.
UNUSED_MODULES = (
    "tkinter", "IPython", "matplotlib", "PIL", "pytest", "_pytest", "hypothesis", "setuptools", "pkg_resources", "pip",
    "torch", "cupy", "cupyx", "tensorflow", "mxnet", "jax", "pandas", "scipy", "h5py", "numba", "OpenGL", "colorcet",
    "mypy", "wandb", "mlflow", "clearml", "MySQLdb", "psycopg2", "pysqlite2", "lib2to3", "pydoc_data", "idlelib",
    "readline",  # GPL, and nobody types Python here
    "spacy.tests", "thinc.tests", "srsly.tests", "blis.tests", "preshed.tests", "cymem.tests", "murmurhash.tests",
    "numpy.f2py", "numpy.distutils", "pyarrow", "PySide6.QtNetwork", "PySide6.QtQml",
    "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtDBus", "PySide6.QtSql", "PySide6.QtDesigner",
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtPrintSupport",
)  # fmt: skip
#: Modules that are imported by a name put together at run time, which no reader of the source sees.
HIDDEN_MODULES = (
    "alembic.ddl.sqlite", "sqlalchemy.dialects.sqlite", "logging.config",
    "cassis", "cassis.resources", "spacy.attrs", "srsly",
    *(f"spanloop.cli.{path.stem}" for path in sorted((ROOT / "desktop/spanloop/cli").glob("*_commands.py"))),
)  # fmt: skip

#: Qt's plugins that are taken along, by kind; all other plugins stay out. A kind that one system lacks is not missed.
PLUGINS = {
    "platforms": ("qoffscreen", "qxcb", "qwayland", "qwayland-egl", "qwayland-generic", "qwindows", "qcocoa"),
    "platformthemes": ("qxdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "imageformats": ("qsvg", "qjpeg", "qgif", "qico"),
    "iconengines": ("qsvgicon",),
    "styles": ("qmodernwindowsstyle", "qwindowsvistastyle", "qmacstyle"),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
}
#: What the program needs to show itself at all, by `sys.platform`; a build without it is refused.
NEEDED_PLUGINS = {
    "linux": ("platforms/qoffscreen", "platforms/qxcb", "platforms/qwayland", "imageformats/qsvg"),
    "win32": ("platforms/qoffscreen", "platforms/qwindows", "imageformats/qsvg"),
    "darwin": ("platforms/qoffscreen", "platforms/qcocoa", "imageformats/qsvg"),
}
#: Qt's own words on buttons and menus, in the languages that people who mark news are likely to have set.
TRANSLATIONS = ("ar", "de", "es", "fa", "fr", "it", "ja", "ko", "pt_BR", "ru", "tr", "uk", "zh_CN")

#: Linux: libraries that a system with a desktop has, and that must fit its drivers, its session or its fonts; with the
#: Debian package of each. They stay out of the bundle, so an installer has to ask for them.
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
}
#: The C library in its parts, which is the system itself.
_C_LIBRARY = re.compile(r"(lib(c|m|dl|pthread|rt|util|resolv)|ld-linux[\w-]*)\.so[.\d]*$")
#: A library that is only there because another file asks for it; modules and plugins are there for themselves.
_LIBRARY = re.compile(r"^(lib[^/]*|PySide6/Qt/lib/[^/]*|[^/]+\.libs/[^/]*)\.so[^/]*$")
#: Windows and macOS: what Qt's deployment brings for QML and for plugins that are left out.
_UNUSED_LIBRARIES = re.compile(r"^(lib)?Qt6?(Quick|Qml|VirtualKeyboard|Pdf|Designer|Network)\w*(\.dll|\.dylib)?$")
_SOURCES = (".pyx", ".pxd", ".pyi", ".cpp", ".hpp", ".c", ".h", ".a", ".o")
#: Hooks of PyInstaller's that run before the program and are left out. This one loads Qt in every process, commands
#: and children too, a tenth of a second each. PySide's wheels tell Qt where its plugins are when Qt is imported; and
#: what the hook leaves in the environment leads other programs that are started from here to our Qt.
UNUSED_HOOKS = ("pyi_rth_pyside6",)
#: Of a package's metadata, what is read at run time; the rest is about how it was installed, and where.
_METADATA = ("METADATA", "entry_points.txt")


def program_version() -> str:
    """The version, from the one place where it stands."""
    text = (ROOT / "desktop" / "spanloop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise SystemExit("desktop/spanloop/__init__.py has no line __version__")
    return found.group(1)


def own_files() -> list[tuple[str, str]]:
    """Files of ours that are opened by name: (source, folder in the bundle)."""
    package = ROOT / "desktop" / "spanloop"
    found = [(package / "store" / "migrations", "spanloop/store/migrations")]
    found += [
        (folder, f"spanloop/_data/resources/{folder.name}")
        for folder in sorted((ROOT / "resources").iterdir())
        if folder.name != "pictures"
    ]
    found.append((ROOT / "seeds", "spanloop/_data/seeds"))
    # Source of the modules that extractors run on: a built program has none, and `spanloop package` hands them on.
    found += [(package / room, f"spanloop/_data/source/{room}") for room in ("core", "formats", "learn")]
    return [
        (str(path), f"{dest}/{path.relative_to(source).parent.as_posix()}".removesuffix("/."))
        for source, dest in found
        for path in sorted(source.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ] + [(str(package / name), "spanloop/_data/source") for name in ("__init__.py", "resources.py")]


def registries() -> tuple[list[tuple[str, str]], list[str]]:
    """Metadata and modules of all packages that spaCy and thinc find by entry points, ours among them.

    Returns (source, folder) of the metadata, and the modules.
    """
    files: list[tuple[str, str]] = []
    modules: set[str] = set()
    for package in distributions():
        named = [point for point in package.entry_points if point.group.startswith(("spacy_", "thinc_"))]
        if not named and package.name not in {"spacy", "thinc"}:
            continue
        modules.update(point.module for point in named)
        for file in package.files or ():
            if file.parent.suffix == ".dist-info" and file.name in _METADATA:
                files.append((str(file.locate()), file.parent.name))
    return files, sorted(modules)


def belongs(name: str) -> bool:
    """Whether a file is taken along. name: its place in the bundle."""
    name = name.replace("\\", "/")
    parts = name.split("/")
    file = parts[-1]
    if "PySide6" in parts and "plugins" in parts:
        return file.split(".")[0].removeprefix("lib") in PLUGINS.get(parts[-2], ())
    if "PySide6" in parts and "translations" in parts:
        language = file.removesuffix(".qm").partition("_")[2]
        return file.startswith("qtbase_") and language in TRANSLATIONS
    if "locale-data" in parts and "babel" in parts:
        # A dependency of trafilatura's asks it for names of languages, in a function that is never called here.
        return file in ("root.dat", "en.dat")
    if file.endswith(_SOURCES) or "tests" in parts or file in SYSTEM_LIBRARIES:
        return False
    return not _UNUSED_LIBRARIES.match(file)


def asked_for(path: str) -> list[str]:
    """The libraries that an ELF file asks the dynamic loader for; [] for a file of another kind."""
    with Path(path).open("rb") as file:
        if file.read(4) != b"\x7fELF":
            return []
    told = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s+NEEDED\s+(\S+)$", told, re.MULTILINE)


def used(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without libraries that no module or plugin in the bundle asks for, however far round (Linux).

    An entry is (place in the bundle, source file or for a link its target, kind), as PyInstaller has them.
    """
    entries = list(entries)
    if not sys.platform.startswith("linux"):
        return entries
    by_name = {name.rsplit("/", 1)[-1]: source for name, source, kind in entries if kind != "SYMLINK"}
    waiting = [name.rsplit("/", 1)[-1] for name, _, kind in entries if kind != "SYMLINK" and not _LIBRARY.match(name)]
    waiting += [name for name in by_name if name.startswith("libpython")]  # the program's own start loads it
    wanted: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in wanted and name in by_name:
            wanted.add(name)
            waiting += asked_for(by_name[name])
    return [entry for entry in entries if entry[0].rsplit("/", 1)[-1] in wanted]


def without_loose_links(data: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """The data without links to what was left out (Linux, where PyInstaller has links among the data)."""
    data = list(data)
    if not sys.platform.startswith("linux"):
        return data
    there = {name for name, _, kind in [*data, *binaries] if kind != "SYMLINK"}
    return [
        (name, source, kind)
        for name, source, kind in data
        if kind != "SYMLINK" or posixpath.normpath(f"{posixpath.dirname(name) or '.'}/{source}") in there
    ]


def check(entries: Iterable[Entry]) -> None:
    """Raises SystemExit where the program could not show itself: a plugin of Qt is missing, or (Linux) a library.

    PyInstaller only warns of a library that is not on the machine that builds, and the product would lack it.
    """
    entries = [entry for entry in entries if entry[2] != "SYMLINK"]
    there = {name.replace("\\", "/") for name, _, _ in entries}
    plugins = {"/".join(name.split("/")[-2:]).split(".")[0].replace("/lib", "/") for name in there}
    missing = [f"Qt's plugin {plugin}" for plugin in NEEDED_PLUGINS.get(sys.platform, ()) if plugin not in plugins]
    if sys.platform.startswith("linux"):
        missing += missing_libraries(entries)
    if missing:
        raise SystemExit("The program would lack:\n  " + "\n  ".join(missing) + "\nInstall this and build again.")


def missing_libraries(entries: Iterable[Entry]) -> list[str]:
    """What is asked for and neither in the bundle nor the system's to bring: one line for each, with who asks."""
    entries = list(entries)
    there = {name.rsplit("/", 1)[-1] for name, _, _ in entries}
    asking: dict[str, list[str]] = {}
    for name, source, _ in entries:
        for library in asked_for(source):
            if library not in there and library not in SYSTEM_LIBRARIES and not _C_LIBRARY.match(library):
                asking.setdefault(library, []).append(name.rsplit("/", 1)[-1])
    return [f"{library}, which {', '.join(sorted(names)[:3])} asks for" for library, names in sorted(asking.items())]


def without_hooks(scripts: Iterable[Entry]) -> list[Entry]:
    """The scripts that the program begins with, without UNUSED_HOOKS. Raises SystemExit where one is not among them."""
    scripts = list(scripts)
    missing = set(UNUSED_HOOKS) - {name for name, _, _ in scripts}
    if missing:
        raise SystemExit(
            f"PyInstaller no longer has the hook {', '.join(sorted(missing))}. See what it has in its place and mend "
            "UNUSED_HOOKS in build_spec/bundle.py."
        )
    return [entry for entry in scripts if entry[0] not in UNUSED_HOOKS]


def strip_modules(folder: Path) -> None:
    """Linux: take the symbols for debuggers out of compiled modules, two fifths of the whole.

    What stands in `*.libs` was patched after linking and does not survive it; Qt comes stripped.
    """
    for path in sorted(folder.rglob("*.so*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and inside[0] != "PySide6" and not inside[0].endswith(".libs"):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def part_of(inside: tuple[str, ...]) -> str:
    """What a file is a part of, for the tables of costs. inside: its place in the built folder."""
    if inside[0] != "_internal":
        return f"{inside[0]} (all Python modules)"
    inside = inside[1:]
    name = "libraries of the system" if len(inside) == 1 and ".so" in inside[0] else inside[0]
    for ending in (".dist-info", ".libs"):
        name = name.partition("-")[0].removesuffix(ending) if name.endswith(ending) else name
    return "language model" if name == "spanloop" and "embeddings" in inside else name


def costs(folder: Path) -> list[tuple[str, int]]:
    """Bytes of a built folder by part, the largest first; links count nothing."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            sizes[part_of(path.relative_to(folder).parts)] += path.stat().st_size
    return sizes.most_common()


def main(arguments: list[str]) -> int:
    """Print the table of costs of the folder named."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Name a built folder.", file=sys.stderr)
        return 2
    table = costs(Path(arguments[0]))
    total = sum(size for _, size in table)
    shown = [(name, size) for name, size in table if size >= 1_000_000]
    rest = total - sum(size for _, size in shown)
    for name, size in [*shown, ("all else", rest), ("together", total)]:
        print(f"{size / 1_000_000:8.1f} MB  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
