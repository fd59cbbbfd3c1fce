"""Making the runs: workers that each run one seed after the other, and the supervisor that outlives any of them."""

from fleetex.study.execute.runs import Made, make_runs

__all__ = ["Made", "make_runs"]
