from abmetry.answers.analysis import Analysis as Analysis
from abmetry.answers.analysis import open_workspace as open
from abmetry.answers.answer import Answer as Answer
from abmetry.answers.answer import Result as Result
from abmetry.answers.question import Question as Question
from abmetry.errors import AbmetryError as AbmetryError

__version__: str
