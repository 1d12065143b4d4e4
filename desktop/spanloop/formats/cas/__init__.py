"""UIMA CAS: documents of INCEpTION, as XMI and as JSON."""
