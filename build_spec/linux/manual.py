"""The man page, made from what the command line says of itself (man(7), in roff)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import typer

from build_spec import identity


def page(epoch: int) -> str:
    """spanloop(1): the window, then every command with its arguments and options."""
    from spanloop.cli.main import make_app

    group: Any = typer.main.get_command(make_app())
    day = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    lines = [
        f'.TH {identity.PROGRAM.upper()} 1 "{day}" "{identity.NAME} {identity.version()}" "User Commands"',
        ".SH NAME",
        f"{identity.PROGRAM} \\- {_plain(identity.SUMMARY[0].lower() + identity.SUMMARY[1:])}",
        ".SH SYNOPSIS",
        f".B {identity.PROGRAM}",
        ".br",
        f".B {identity.PROGRAM}",
        f".I PROJECT{identity.ENDING}",
        ".br",
        f".B {identity.PROGRAM}",
        ".I COMMAND",
        "[\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
    ]
    for paragraph in identity.DESCRIPTION:
        lines += [_plain(paragraph), ".PP"]
    lines += [_plain(group.help or ""), ".SH COMMANDS"]
    for name, command in group.commands.items():
        if not command.hidden:
            lines += _command(name, command)
    lines += [
        ".SH EXIT STATUS", "0: done. 1: could not be done, and the reason is on standard error. 2: not understood.",
        ".SH FILES", "Settings, extractors and logs are in the places that the XDG Base Directory Specification names;",
        "the environment variable", ".B SPANLOOP_HOME", "puts them elsewhere.",
        "Projects lie where you put them, and nothing removes them.",
    ]  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


def _command(name: str, command: Any) -> list[str]:
    """One command: its synopsis, what it does, its options."""
    places = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option" and not param.hidden]
    synopsis = " ".join(_place(param) for param in places)
    lines = [f".SS {name} {synopsis}".rstrip(), _plain(command.help or "")]
    for sub, inner in sorted(getattr(command, "commands", {}).items()):
        lines += [".TP", f".B {name} {sub}", _plain((inner.help or "").split("\n\n")[0])]
    for param in options:
        if param.name == "help":
            continue
        flags = ", ".join(f"\\fB{_plain(flag)}\\fR" for flag in (*param.opts, *param.secondary_opts))
        value = "" if param.is_flag else f" \\fI{_plain(str(param.metavar or param.name).upper())}\\fR"
        lines += [".TP", flags + value, _plain(getattr(param, "help", None) or "See above.")]
    return lines


def _place(param: Any) -> str:
    word = _plain(str(param.metavar or param.name).upper().strip("[]."))
    word += "..." if param.nargs == -1 else ""
    return word if param.required else f"[{word}]"


def _plain(words: str) -> str:
    """Text for roff: no mark-up of its own, hyphens as they are typed, no line that begins with a command's sign."""
    words = re.sub(r"\[/?[a-z ]+\]", "", words)
    text = " ".join(words.split()).replace("\\", "\\(rs").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text
