"""The page that says how good an extractor is, or how far two people agree, and shows where they differ."""
