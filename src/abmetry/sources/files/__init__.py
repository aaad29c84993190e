"""Files of one's own, one file or folder per canonical table and named after it."""
