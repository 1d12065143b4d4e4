"""Annotated files in and out: one format, one file; a registry; the ledger of what a format could not carry."""
