"""What the lines of an article are: the list of lines that the zone editor and the import preview share."""
