"""The command line over the same operations."""
