"""Raw pages in: what a file says as text, and a first guess at its title, date and language."""
