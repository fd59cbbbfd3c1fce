"""The scenario: what a person writes, read, validated, cross-checked, and held as frozen values in SI.

from fleetex.scenario import load
exercise = load("exercise.yaml")
"""

from fleetex.scenario.checks import circuit_members
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.loading import check, load, load_text
from fleetex.scenario.problems import Problem, ScenarioError
from fleetex.scenario.schema import json_schema
from fleetex.scenario.starter import new_starter_text, write_starter

__all__ = [
    "SCHEMA_VERSION",
    "Exercise",
    "Problem",
    "ScenarioError",
    "check",
    "circuit_members",
    "json_schema",
    "load",
    "load_text",
    "new_starter_text",
    "write_starter",
]
