"""WebAnno TSV 3, and what layers of UIMA mean."""
