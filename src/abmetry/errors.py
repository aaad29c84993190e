"""What can go wrong, in one clear sentence each.

Every error that is meant for a user is an [AbmetryError][abmetry.errors.AbmetryError]: the command line
prints its message (and its help) on standard error and ends with its exit status; nothing else is caught
there.
"""


class AbmetryError(Exception):
    """Something that a user can understand and act on.

    Args:
        message: One sentence that says what is wrong.
        help: What would help, if there is something.
        exit_status: Of the command line: 1 it cannot be done, 2 wrong use. None: the class's own.
    """

    exit_status = 1

    def __init__(self, message: str, help: str | None = None, exit_status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        if exit_status is not None:
            self.exit_status = exit_status

    def __str__(self) -> str:
        return self.message if self.help is None else f"{self.message}\n{self.help}"


class UsageError(AbmetryError):
    """A command or question that is put wrongly: an unknown KPI, a period that is none, options that
    exclude.
    """

    exit_status = 2


class Unknown(UsageError):  # noqa: N818  (the name is what it says)
    """Something that a question names and that is not there: a KPI, an account, a target list, a tier, an owner."""


class SettingsError(AbmetryError):
    """An abmetry.toml, or a file that it names, that cannot be used."""

    exit_status = 2


class LoadError(AbmetryError):
    """A source that cannot be read at all; a single row that cannot be used is rejected, not raised."""


class Unanswerable(AbmetryError):  # noqa: N818  (the name is what it says)
    """A question that is put rightly and has no answer yet: nothing built, or what it needs not loaded."""
