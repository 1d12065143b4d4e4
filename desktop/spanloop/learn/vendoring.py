"""Which modules of the program a trained pipeline needs where it runs, and their source made ready to go with it.

Found from the names in its config and the imports in the source, not from what happens to be imported here: the same
pipeline gives the same modules everywhere.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import Any

from spanloop.core.errors import SpanloopError

_PROGRAM = "spanloop"
#: The package below which the modules stand in the other package, and the module there that registers things once.
PLACE, ONCE = "_spanloop", "once"
#: Where the source of the program lies in a built one, which has none beside its modules.
_SOURCE = Path("_data", "source")
#: The parts of a config that are looked at when a pipeline is loaded.
_LOADED = ("nlp", "components")
_ONCE_SOURCE = '''"""Registers a name once: another package, or Spanloop itself, may have brought the same one."""

import spacy
from spacy.language import Language

# A first pipeline registers what other packages bring; whoever comes second with another one of the name is refused.
spacy.blank("xx")


def factory(name, **meta):
    """As Language.factory; what is registered already stays."""
    return _as_it_is if Language.has_factory(name) else Language.factory(name, **meta)


def register(registry, name):
    """As `@registry(name)`; what is registered already stays."""
    return _as_it_is if name in registry else registry(name)


def _as_it_is(made):
    return made
'''


def needed_modules(config: Mapping[str, Any]) -> list[str]:
    """The program's modules that a pipeline of this config needs, however far round, in order.

    config: as spaCy reads it. Raises SpanloopError where it names something that is not registered here.
    """
    waiting = sorted(set(_registering(config)))
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        parent = module.rpartition(".")[0]
        waiting += [parent] if parent else []
        waiting += [name for name, _ in _imports(module) if name.partition(".")[0] == _PROGRAM]
    return sorted(found - {_PROGRAM})


def other_packages(modules: list[str]) -> list[str]:
    """Top-level names of other packages that these modules import as soon as they are imported themselves."""
    named = {name.partition(".")[0] for module in modules for name, at_once in _imports(module) if at_once}
    return sorted(named - sys.stdlib_module_names - {_PROGRAM})


def vendored(modules: list[str], *, package: str) -> dict[str, str]:
    """Path within a package -> source, with the imports of these modules turned to where they stand now."""
    own = f"{package}.{PLACE}"
    files = {f"{PLACE}/__init__.py": '"""Parts of Spanloop (MIT licence) that the pipeline runs on."""\n'}
    files[f"{PLACE}/{ONCE}.py"] = _ONCE_SOURCE
    for module in modules:
        path, source = _read(module)
        inside = "/".join(module.split(".")[1:])
        name = f"{PLACE}/{inside}/__init__.py" if path.name == "__init__.py" else f"{PLACE}/{inside}.py"
        files[name] = _turned(source, own=own)
    return files


def _turned(source: str, *, own: str) -> str:
    """Imports of the program become imports of what goes along, and what is registered is registered once."""
    source = re.sub(rf"(?m)^(\s*)from {_PROGRAM}([.\s])", rf"\1from {own}\2", source)
    source = re.sub(rf"(?m)^(\s*)import {_PROGRAM}\.([\w.]+)", rf"\1import {own}.\2", source)
    once = f"{own}.{ONCE}"
    source, factories = re.subn(r"(?m)^@Language\.factory\(", "@_once.factory(", source)
    source, names = re.subn(r"(?m)^@registry\.(\w+)\(", r"@_once.register(registry.\1, ", source)
    if not factories and not names:
        return source
    last = max(node.end_lineno or 0 for node in takewhile(_stays_first, ast.parse(source).body))
    lines = source.splitlines(keepends=True)
    return "".join([*lines[:last], f"\nimport {once} as _once\n", *lines[last:]])


def _stays_first(node: ast.stmt) -> bool:
    """What nothing may stand before: the docstring and imports from the future; and other imports at the head."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Expr)


def _registering(config: Mapping[str, Any]) -> Iterator[str]:
    """The modules of the program that register what the config names."""
    import spacy
    from spacy.util import registry

    spacy.blank("xx")  # a first pipeline registers the factories
    for kind, name in _named({part: config.get(part, {}) for part in _LOADED}):
        try:
            made: Any = registry.get(kind, name)
        except Exception as error:
            raise SpanloopError(
                f"The extractor needs {name}, which this version of Spanloop does not have",
                way_out="Train it again.",
            ) from error
        module = str(getattr(made, "__module__", ""))
        if module.partition(".")[0] == _PROGRAM:
            yield module


def _named(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Registry and name of all that a part of a config names."""
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield from _named(value)
        elif key == "factory" and isinstance(value, str):
            yield "factories", value
        elif key.startswith("@") and isinstance(value, str):
            yield key[1:], value


@cache
def _imports(module: str) -> tuple[tuple[str, bool], ...]:
    """Full names of the modules that a module imports, and whether it does so as soon as it is imported itself.

    Without those that only a type checker imports.
    """
    path, source = _read(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return tuple(_walk(ast.parse(source), package, at_once=True))


def _walk(node: ast.AST, package: str, *, at_once: bool) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, at_once) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from ((name, at_once) for name in _from(child))
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _walk(child, package, at_once=at_once and not inside)


def _from(node: ast.ImportFrom) -> Iterator[str]:
    """`from a.b import c` is about a.b, and about a.b.c where that is a module. The house knows no relative imports."""
    module = node.module or ""
    yield module
    if module.partition(".")[0] == _PROGRAM:
        yield from (f"{module}.{alias.name}" for alias in node.names if _is_module(f"{module}.{alias.name}"))


@cache
def _is_module(name: str) -> bool:
    parent, _, last = name.rpartition(".")
    path, _ = _read(parent)
    folder = path.parent
    return path.name == "__init__.py" and (
        (folder / f"{last}.py").is_file() or (folder / last / "__init__.py").is_file()
    )


@cache
def _read(module: str) -> tuple[Path, str]:
    """Where the source of a module of the program is, and what it is."""
    home = _home()
    place = home.joinpath(*module.split(".")[1:])
    path = place / "__init__.py" if (place / "__init__.py").is_file() else place.with_suffix(".py")
    try:
        return path, path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpanloopError(
            "A file of the program itself is missing", where=str(path), way_out="Install Spanloop again."
        ) from error


@cache
def _home() -> Path:
    """The folder of the program's source."""
    spec = find_spec(_PROGRAM)
    if spec is None or spec.origin is None:
        raise SpanloopError("The program does not find itself", way_out="Install Spanloop again.")
    folder = Path(spec.origin).parent
    return folder / _SOURCE if (folder / _SOURCE).is_dir() else folder
