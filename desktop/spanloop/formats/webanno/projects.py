"""Projects as INCEpTION and WebAnno export them: which files of such a folder or archive say something by themselves.

`source/DOCUMENT` is the document as it came in, `annotation/DOCUMENT/USER.*` and `curation/DOCUMENT/CURATION_USER.*`
are what people marked in it, each with the text, in the secondary format that was chosen; a ZIP where the format has
several files. `annotation_ser` is the same as objects of Java, and `exportedproject*.json` describes the project. See
the INCEpTION user guide, "Exporting the project".
"""

from __future__ import annotations

import re
from pathlib import Path

_DESCRIPTION = re.compile(r"exportedproject.{0,100}\.json")


def is_marked_elsewhere(path: Path) -> bool:
    """Whether a file is the source of a document that stands, with the same text, among the annotated ones."""
    if path.parent.name != "source":
        return False
    beside = path.parent.parent / "annotation" / path.name
    return beside.is_dir() and any(one.is_file() and one.suffix != ".ser" for one in beside.iterdir())


def is_description(name: str) -> bool:
    """Whether a file describes a project, by its name."""
    return _DESCRIPTION.fullmatch(name) is not None


def is_readable_project(description: Path) -> bool:
    """Whether the project that a file describes was exported with a format beside the objects of Java, which only
    INCEpTION reads."""
    return (description.parent / "annotation").is_dir()
