"""Every model against published values: the truth set, what of it the models cover, and how well they meet it.

judged = judge(read_truth(None))        # the shipped set; a folder of anybody's tables of the same shape otherwise
judged.quantities[0].status             # "met", "short" or "not modelled"
"""

from fleetex.validation.judging import Judged, QuantityJudged, judge
from fleetex.validation.truth_set import TruthError, TruthSet, read_truth

__all__ = ["Judged", "QuantityJudged", "TruthError", "TruthSet", "judge", "read_truth"]
