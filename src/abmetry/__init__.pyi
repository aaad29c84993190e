from abmetry.answers.analysis import Analysis
from abmetry.answers.analysis import open_workspace as open
from abmetry.answers.answer import Answer, Result
from abmetry.answers.question import Question
from abmetry.errors import AbmetryError

__all__ = ["AbmetryError", "Analysis", "Answer", "Question", "Result", "__version__", "open"]

__version__: str
