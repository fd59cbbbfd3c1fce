"""What many runs say together, from what they left in the study's folder alone."""

from fleetex.study.analyse.answer import Answer, answer_of, write_answer

__all__ = ["Answer", "answer_of", "write_answer"]
