"""Rows of what contacts are taken for; the tables are in `tables`."""

from fleetex.engine.columns import dtype, floats, ints

BELIEF = dtype([*ints("calls taken was"), *floats("since_s row_s p1 p2 p3 p4 p5 p6 p7 p8")])
"""What one observer takes one unit for: the probability of each kind (vocabulary.KIND_CODE) after so many calls of its
sensors, and the kind likely enough to go by (`taken`, 0: none), since when, and before; recorded last at `row_s`."""

LIKENESS = dtype(floats("prob"))
"""Confusions, one after the other, CONFUSION_ROWS each: the threshold, the prior of each kind, then for each true kind
how often it is called each kind (a row of nothing: it is never called anything)."""
KINDS = 8
OF_SHIPS = 7
"""Kinds that a ship may be taken for; of the eighth, a missile, only what flies is."""
CONFUSION_ROWS = 1 + KINDS + KINDS * KINDS

CALL_OUT = dtype([*ints("unit target track bearing kind calls"), *floats("time_s prob")])
"""A change of a belief, as it is recorded."""
