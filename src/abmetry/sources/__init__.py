"""Sources: raw files, and which of their columns are which canonical ones."""
