"""Projects as INCEpTION and WebAnno export them: which files of such a folder or archive say something by themselves.

`source/DOCUMENT` is the document as it came in, `annotation/DOCUMENT/USER.*` and `curation/DOCUMENT/CURATION_USER.*`
are what people marked in it, each with the text; `exportedproject.json` describes the project. See the INCEpTION user
guide, "Exporting the project".
"""

from __future__ import annotations

import re
from pathlib import Path

_DESCRIPTION = re.compile(r"exportedproject\d*\.json")


def is_marked_elsewhere(path: Path) -> bool:
    """Whether a file is the source of a document that stands, with the same text, among the annotated ones."""
    if path.parent.name != "source":
        return False
    beside = path.parent.parent / "annotation" / path.name
    return beside.is_dir() and any(one.is_file() and one.suffix != ".ser" for one in beside.iterdir())


def is_description(path: Path) -> bool:
    """Whether a file describes a project in which it lies."""
    return _DESCRIPTION.fullmatch(path.name) is not None and (path.parent / "annotation").is_dir()
