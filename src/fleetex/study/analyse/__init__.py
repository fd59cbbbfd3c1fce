"""What many runs say together, from what they left in the study's folder alone."""

from fleetex.study.analyse.answer import Answer, answer_of, write_answer
from fleetex.study.analyse.differences import Differences, differences_of, write_differences

__all__ = ["Answer", "Differences", "answer_of", "differences_of", "write_answer", "write_differences"]
