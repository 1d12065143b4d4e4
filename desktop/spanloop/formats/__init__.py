"""Annotated files in and out: one format, one file; what a format cannot carry goes to the ledger."""
