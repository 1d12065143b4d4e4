"""The command line over the same operations."""

from spanloop.cli.main import run

__all__ = ["run"]
