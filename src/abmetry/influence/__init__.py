"""Models of credit for opportunities: one file each."""
