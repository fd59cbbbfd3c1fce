"""The scenario: what a person writes, read, validated, cross-checked, and held as frozen values in SI.

from fleetex.scenario import load
exercise = load("exercise.yaml")
"""

from fleetex.scenario.checks import circuit_members
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.loading import check, load, load_text
from fleetex.scenario.problems import Problem, ScenarioError

__all__ = [
    "SCHEMA_VERSION",
    "Exercise",
    "Problem",
    "ScenarioError",
    "check",
    "circuit_members",
    "load",
    "load_text",
]
