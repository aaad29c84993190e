"""The same questions for programs: REST, and the tools of a language model."""
