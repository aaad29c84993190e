"""The pages, one module each; a module's ``router`` is found by its being here."""
