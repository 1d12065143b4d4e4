"""The habits of the house that no other tool checks."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop" / "spanloop"
ROOMS = ("app", "core", "articles", "formats", "store", "learn", "operations", "gui", "cli")
#: Alembic's scripts: generated, numbered, loaded by file name, and never changed once released.
MIGRATIONS = PACKAGE / "store" / "migrations"
TOP_LEVEL_FOLDERS = {"desktop", "resources", "seeds", "tests", "build_spec"}
LONGEST_FILE = 500
TEXT_ENDINGS = {
    ".py",
    ".md",
    ".toml",
    ".cfg",
    ".json",
    ".jsonl",
    ".svg",
    ".mako",
    ".ini",
    ".txt",
    ".desktop",
    ".yml",
    "",
}


def tracked() -> list[Path]:
    """Every file that the repository holds or that stands beside them unignored; without git, what the rooms hold."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout.decode()  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        found = [path for folder in sorted(TOP_LEVEL_FOLDERS) for path in (ROOT / folder).rglob("*")]
        return [path for path in found if path.is_file() and "__pycache__" not in path.parts]
    return [ROOT / name for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()]


FILES = tracked()
SOURCES = [path for path in FILES if path.suffix == ".py"]
PRODUCT = [path for path in SOURCES if PACKAGE in path.parents]
TEXTS = [path for path in FILES if path.suffix in TEXT_ENDINGS and path.name != "uv.lock"]


def places(paths: list[Path], pattern: str, *, flags: int = 0) -> Iterator[str]:
    """`file:line: text` for every line that matches, except in this file, which has to name what it forbids."""
    compiled = re.compile(pattern, flags)
    for path in paths:
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if compiled.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of the constants that a program could show; docstrings are for programmers and left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_the_top_level_holds_nothing_but_the_house() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in FILES if len(path.relative_to(ROOT).parts) > 1}
    assert {name for name in folders if not name.startswith(".")} <= TOP_LEVEL_FOLDERS


def test_every_room_stands() -> None:
    missing = [room for room in ROOMS if not (PACKAGE / room).is_dir() and not (PACKAGE / f"{room}.py").is_file()]
    assert missing == []


def test_every_file_fits_a_head() -> None:
    written = [path for path in SOURCES if MIGRATIONS not in path.parents]
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in written
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_room_for_odds_and_ends() -> None:
    names = {"utils", "util", "helpers", "misc", "common"}
    assert [path for path in PRODUCT if path.stem in names or path.parent.name in names] == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in PRODUCT if MIGRATIONS not in (path.parent, *path.parents)}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_nothing_is_left_for_later() -> None:
    assert list(places(SOURCES, r"\b(TODO|FIXME|HACK)\b|raise NotImplementedError")) == []


def test_no_check_is_switched_off_wholesale() -> None:
    assert (
        list(places(SOURCES, r"#\s*type:\s*ignore|#\s*noqa\s*$|#\s*pyright:\s*ignore\s*$|#\s*ruff:\s*noqa\s*$")) == []
    )


def test_no_error_is_swallowed() -> None:
    guilty: list[str] = []
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            )
            if broad and all(isinstance(step, (ast.Pass, ast.Continue)) for step in node.body):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


def test_what_people_read_is_plain() -> None:
    unwanted = re.compile(r"\b(please|successfully|success)\b", re.IGNORECASE)
    shouting = re.compile(r"[A-Za-z]!(\s|$)")
    guilty = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]!r}"
        for path in PRODUCT
        for line, text in strings(ast.parse(path.read_text(encoding="utf-8")))
        if unwanted.search(text) or shouting.search(text)
    ]
    assert guilty == []


def test_no_address_and_no_path_of_one_machine() -> None:
    homes = r"(?<![\w.~/-])/(home|root|Users)/\w"
    assert list(places([path for path in TEXTS if ROOT / "tests" not in path.parents], homes)) == []
    assert list(places(TEXTS, re.escape(str(ROOT)))) == []
    hosts = r"\b(pypi|pythonhosted)\.org\b"  # where packages come from is the machine's own setting
    assert list(places(TEXTS, hosts)) == []


def test_core_stands_on_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"spanloop", "uuid_utils"}
    guilty: list[str] = []
    for path in (path for path in PRODUCT if PACKAGE / "core" in path.parents):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            guilty += [f"{path.name}: {name}" for name in names if name.split(".")[0] not in allowed]
    assert guilty == []


def test_no_network_in_the_product() -> None:
    """One module asks for newer versions, when a person wants it, and imports what it needs only then."""
    names = r"(from|import)\s+(socket|ssl|http|urllib\.request|urllib3|ftplib|smtplib|requests|httpx|aiohttp)\b"
    asking = PACKAGE / "operations" / "updates.py"
    assert list(places([path for path in PRODUCT if path != asking], rf"^\s*({names})|QtNetwork")) == []
    assert list(places([asking], rf"^({names})|QtNetwork")) == []


def test_public_things_say_what_they_are() -> None:
    """Every module has a docstring, and so has every public function of core and operations."""
    guilty: list[str] = []
    for path in PRODUCT:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if ast.get_docstring(tree) is None and path.name != "__init__.py":
            guilty.append(str(path.relative_to(ROOT)))
        if PACKAGE / "core" not in path.parents and PACKAGE / "operations" not in path.parents:
            continue
        guilty += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node) is None
        ]
    assert guilty == []


def heavy_after_importing(module: str) -> set[str]:
    """The top-level packages that importing a module in a fresh Python brings in."""
    probe = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("module", ["spanloop.cli", "spanloop.app"])
def test_the_command_line_starts_light(module: str) -> None:
    assert heavy_after_importing(module) & {"PySide6", "spacy", "thinc", "torch"} == set()


def test_the_window_starts_without_spacy() -> None:
    assert heavy_after_importing("spanloop.gui.window") & {"spacy", "thinc", "torch"} == set()


def test_unit_tests_mirror_the_house() -> None:
    rooms = {path.parent.name for path in SOURCES if path.parent.parent == ROOT / "tests" / "unit"}
    assert rooms <= set(ROOMS) - {"app", "gui"}


# Resources ------------------------------------------------------------------------------------------------------------


def test_every_icon_that_is_named_is_there() -> None:
    drawn = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    named: set[str] = set()
    for path in (path for path in PRODUCT if PACKAGE / "gui" in path.parents):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\.icon\(\s*["']([\w-]+)["']""", text))
    from spanloop.gui.action_table import ACTIONS

    named |= {action.icon for action in ACTIONS if action.icon}
    assert named - drawn == set()
    assert named, "no icon is named anywhere: this test looks in the wrong place"


def test_every_json_and_toml_resource_can_be_read() -> None:
    for path in FILES:
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "parts",
    [
        ("resources", "design", "tokens.json"),
        ("resources", "schema", "armed_conflict.json"),
        ("resources", "recipes", "blank.cfg"),
        ("seeds", "sample.jsonl"),
    ],
    ids="/".join,
)
def test_every_resource_that_the_program_opens_is_there(parts: tuple[str, ...]) -> None:
    assert ROOT.joinpath(*parts).stat().st_size > 0


def test_every_literal_resource_path_exists() -> None:
    guilty: list[str] = []
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            folder = {"resource_path": "resources", "seed_path": "seeds"}.get(node.func.id)
            parts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if folder and len(parts) == len(node.args) and not ROOT.joinpath(folder, *map(str, parts)).exists():
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno} {parts}")
    assert guilty == []


# Actions --------------------------------------------------------------------------------------------------------------


def test_actions_have_names_help_and_keys_of_their_own() -> None:
    from spanloop.core.schema import parse_schema
    from spanloop.gui.action_table import ACTIONS, GROUPS
    from spanloop.gui.actions import clashes, schema_actions

    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert [action.id for action in ACTIONS if not (action.name and action.help.endswith("."))] == []
    assert {action.group for action in ACTIONS} == set(GROUPS)
    document = json.loads((ROOT / "resources" / "schema" / "armed_conflict.json").read_text(encoding="utf-8"))
    assert clashes((*ACTIONS, *schema_actions(parse_schema(document)))) == []


# Commands -------------------------------------------------------------------------------------------------------------


def project_table() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_dev_py_and_pyproject_agree_on_pythons() -> None:
    from dev import PYTHONS

    lowest, highest = min(PYTHONS), max(PYTHONS)
    wanted = f">={lowest[0]}.{lowest[1]},<{highest[0]}.{highest[1] + 1}"
    assert project_table()["requires-python"] == wanted


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    command = last.removeprefix("exec ").strip()
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_of_dev_py_that_the_readme_names_exists() -> None:
    from dev import COMMANDS

    named = set(re.findall(r"python3 dev\.py (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= set(COMMANDS)


def test_dev_py_parses_on_the_oldest_python_it_speaks_to() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_glossary_has_every_word_of_the_core() -> None:
    words = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    from spanloop.core import article, marks

    for word in (
        *article.ZONE_KINDS,
        *marks.LAYERS,
        "mention",
        "trigger",
        "suggestion",
        "completion",
        "ledger",
        "extractor",
    ):
        assert word in words
