"""The Train page: one run, its curves, and the versions of the extractor."""
