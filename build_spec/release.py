"""What a release has beside its installers: notes, checksums, what the update check reads, and an SBOM of each program.

`python -m build_spec.release ready TAG` looks before anything is built whether a tag can become a release. Then
`... notes VERSION`, `... newest FOLDER PAGE`, `... sums FOLDER`, `... sbom PROGRAM FILE`, and `... validate FILE` of
that SBOM, which needs cyclonedx-python-lib[json-validation]. The others run on a bare Python; `sbom` and `newest` want
`desktop` on its path.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_spec import identity

if TYPE_CHECKING:
    from build_spec import parts

#: Licences that CycloneDX knows by SPDX's short name; whatever else a part says goes in as words.
_SPDX = re.compile(
    r"^(MIT|ISC|0BSD|Zlib|PSF-2\.0|(BSD-[23]-Clause)|(Apache|MPL)-[\d.]+|CC0-1\.0|L?GPL-[\d.]+-(only|or-later))$"
)


#: What stands at the address that a build asks for newer versions (`UPDATE_ADDRESS` in desktop/spanloop/__init__.py).
NEWEST = "newest.json"
_SUMS = "SHA256SUMS"


def notes(version: str, changelog: str) -> str:
    """The section of CHANGELOG.md on a version. Raises SystemExit where there is none or it is empty."""
    found = _section(version, changelog)
    if not found:
        raise SystemExit(f"CHANGELOG.md has nothing under the heading '## {version}'.")
    return found + "\n"


def _section(name: str, changelog: str) -> str:
    """What stands under a heading, whatever date is behind the name; "" for nothing."""
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        if head.split()[:1] and head.split()[0].strip("[]") == name:
            return body.strip()
    return ""


def ready(tag: str, changelog: str) -> None:
    """Raises SystemExit where a release of this tag would be of another version, or lack some or all of its notes."""
    version = identity.version()
    if tag != f"v{version}":
        raise SystemExit(f"The tag {tag} is not the version {version} of desktop/spanloop/__init__.py, v{version}.")
    left = bool(_section("Unreleased", changelog))
    if not _section(version, changelog):
        todo = f"Rename '## Unreleased' to '## {version} (the day)'" if left else "Write what is new under it"
        raise SystemExit(f"CHANGELOG.md has nothing under the heading '## {version}'. {todo}, commit, then tag.")
    if left:
        raise SystemExit(f"CHANGELOG.md has points under '## Unreleased'. Put them under '## {version}', then tag.")


def validate(text: str) -> None:
    """Hold a document against CycloneDX's own schema, strictly. Raises SystemExit with what is wrong."""
    from cyclonedx.schema import SchemaVersion  # pyright: ignore[reportMissingImports]
    from cyclonedx.validation.json import JsonStrictValidator  # pyright: ignore[reportMissingImports]

    wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    if wrong is not None:
        raise SystemExit(f"The bill of materials is not CycloneDX 1.5: {wrong}")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder by its name, without the lists of them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name not in (_SUMS, NEWEST))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sums(folder: Path) -> str:
    """Lines as `sha256sum --check` reads them, of every file in a folder but the lists themselves."""
    return "".join(f"{value}  {name}\n" for name, value in checksums(folder).items())


def newest(folder: Path, page: str) -> str:
    """What the update check reads, as JSON: the version, where people get it, and the checksums of what they get.

    page: an address of https. Raises SystemExit where the program that asks would refuse the answer.
    """
    from spanloop.core.errors import SpanloopError
    from spanloop.operations.updates import LIMIT_BYTES, Newest

    told = Newest(identity.version(), page, checksums(folder)).to_dict()
    try:
        Newest.from_dict(told)
    except SpanloopError as error:
        raise SystemExit(f"{NEWEST} is not written. {error.what}.") from error
    made = json.dumps(told, indent=1) + "\n"
    if len(made) > LIMIT_BYTES or not told["checksums"]:
        raise SystemExit(f"{NEWEST} is not written. There are no files in {folder}, or too many.")
    return made


def sbom(found: list[parts.Part], *, epoch: int) -> dict[str, Any]:
    """A bill of materials in CycloneDX 1.5 (ECMA-424), the same for the same parts and date."""
    components = [_component(part) for part in found]
    told = json.dumps([identity.version(), platform.system(), components], sort_keys=True)
    main = {
        "type": "application",
        "bom-ref": identity.PROGRAM,
        "name": identity.NAME,
        "version": identity.version(),
        "licenses": [{"license": {"id": identity.LICENCE}}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {"timestamp": datetime.fromtimestamp(epoch, UTC).isoformat(), "component": main},
        "components": components,
        "dependencies": [
            {"ref": identity.PROGRAM, "dependsOn": [component["bom-ref"] for component in components]},
        ],
    }


def _component(part: parts.Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "machine-learning-model" if "MiniLM" in part.name else "library",
        "name": part.name,
        "licenses": _licences(part.licence),
    }
    if part.version:
        made["version"] = part.version
    if part.kind == "python" and " " not in part.name:
        name = re.sub(r"[-_.]+", "-", part.name).lower()
        made["purl"] = f"pkg:pypi/{name}@{part.version}"
    elif part.kind == "system":
        made["purl"] = f"pkg:deb/debian/{part.name}@{part.version.replace(':', '%3A').replace('+', '%2B')}"
    made["bom-ref"] = made.get("purl", f"{part.name}@{part.version}")
    return made


def _licences(words: str) -> list[dict[str, Any]]:
    """A short name, an expression of short names, or words, as CycloneDX tells them apart."""
    if _SPDX.match(words):
        return [{"license": {"id": words}}]
    if all(_SPDX.match(name) for name in re.split(r" AND | OR ", words)):
        return [{"expression": words}]
    return [{"license": {"name": words}}]


def main(arguments: list[str]) -> int:
    """Do what is asked for; 2 where it was not understood."""
    match arguments:
        case ["notes", version]:
            print(notes(version, (identity.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")), end="")
        case ["sums", folder]:
            Path(folder, _SUMS).write_text(sums(Path(folder)), encoding="utf-8", newline="\n")
        case ["newest", folder, page]:
            Path(folder, NEWEST).write_text(newest(Path(folder), page), encoding="utf-8", newline="\n")
        case ["ready", tag]:
            ready(tag, (identity.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        case ["validate", document]:
            validate(Path(document).read_text(encoding="utf-8"))
        case ["sbom", program, dest]:
            from build_spec import parts

            made = sbom(parts.read(Path(program)), epoch=identity.epoch())
            Path(dest).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
