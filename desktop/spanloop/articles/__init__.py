"""Raw pages in: text files and folders become articles."""
