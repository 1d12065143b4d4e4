"""brat standoff: folders of texts with their marks beside them."""
