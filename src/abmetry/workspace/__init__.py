"""A workspace: the folder with an abmetry.toml that says what is measured, and how."""
