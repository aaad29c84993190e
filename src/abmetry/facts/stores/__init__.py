"""Where the facts of a build are made and kept, one file per engine."""
