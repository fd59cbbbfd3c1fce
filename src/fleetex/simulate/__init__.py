"""The one joining place: compile, run, record, close the measures table."""

from fleetex.simulate.replications import Replications
from fleetex.simulate.run import RunResult, run

__all__ = ["Replications", "RunResult", "run"]
