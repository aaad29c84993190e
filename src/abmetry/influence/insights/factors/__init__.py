"""What was done, or what was so: one file per family of factors, each with `factors`."""
