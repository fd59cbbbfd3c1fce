"""Water that lies in no order, and air that cannot be: told at the layer and in the keys that their writer wrote."""

import pytest

from fleetex.scenario import Problem
from tests.scenario.sound import TEXT, changed, problems

PROFILE = """    profile:
      - {depth: 0 m, temperature: 20 degC, salinity: 34 psu}
      - {depth: 50 m, temperature: 9 degC, salinity: 34 psu}
"""


def water(*layers: str) -> tuple[Problem, ...]:
    """What is wrong with the sound text once its base has a profile of these layers."""
    rows = "\n".join(f"      - {{{layer}, temperature: 12.5 degC, salinity: 34.1 psu}}" for layer in layers)
    text = changed((PROFILE, f"    profile:\n{rows}\n"))
    return problems(text.replace("environment:\n", "environment:\n  cast_at: 40-00.0N 134-00.0E\n", 1))


def air(key: str, written: str) -> tuple[Problem, ...]:
    """What is wrong with the sound text once its air is this."""
    return problems(TEXT.replace("environment:\n", f"environment:\n  {key}: {written}\n", 1))


@pytest.mark.parametrize(
    ("layers", "place", "found", "due"),
    [
        (("depth: 0 m", "depth: 400 m", "depth: 50 m", "depth: 100 m"), 1, "400 m", "below 0 m and above 50 m"),
        (("depth: 90 m", "depth: 0 m", "depth: 50 m", "depth: 100 m"), 0, "90 m", "above 0 m"),
        (("depth: 0 m", "depth: 50 m", "depth: 100 m", "depth: 20 m"), 3, "20 m", "below 100 m"),
        (("depth: 0 m", "depth: 0 m", "depth: 50 m"), 1, "0 m", "below 0 m and above 50 m"),
        (
            ("pressure: 0 dbar", "pressure: 9000 dbar", "pressure: 110 dbar", "pressure: 310 dbar"),
            1,
            "9000 dbar",
            "below 0 dbar and above 110 dbar",
        ),
        (("depth: 0 m", "pressure: 900 dbar", "depth: 300 m", "depth: 400 m"), 1, "900 dbar", "above 300 m"),
    ],
)
def test_the_layer_out_of_order_is_told_and_not_the_next(
    layers: tuple[str, ...], place: int, found: str, due: str
) -> None:
    (problem,) = [one for one in water(*layers) if "go down" in one.allowed]
    assert problem.where.startswith(f"environment.base.profile.{place}.")
    assert problem.found == found
    assert due in problem.allowed


def test_each_of_several_layers_out_of_order_is_told() -> None:
    said = water("depth: 0 m", "depth: 500 m", "depth: 50 m", "depth: 20 m", "depth: 100 m", "depth: 200 m")
    assert [one.where for one in said] == [f"environment.base.profile.{place}.depth" for place in (1, 3)]


def test_a_profile_that_begins_deep_is_told_what_its_surface_would_be() -> None:
    (problem,) = water("depth: 60 m", "depth: 100 m")
    assert (problem.where, problem.found) == ("environment.base.profile.0.depth", "60 m")
    assert "is within 10 m of the surface, and water above it is like it" in problem.allowed
    assert problem.write == "- {depth: 0 m, temperature: 12.5 degC, salinity: 34.1 psu}"
    (problem,) = water("pressure: 60 dbar", "pressure: 100 dbar")
    assert (problem.found, problem.write[:21]) == ("60 dbar", "- {pressure: 0 dbar, ")


def test_layers_by_pressure_and_by_depth_have_no_order_until_it_is_said_where_they_were_measured() -> None:
    rows = "".join(
        f"      - {{{layer}, temperature: 12.5 degC, salinity: 34.1 psu}}\n"
        for layer in ("depth: 0 m", "pressure: 900 dbar", "depth: 3000 m")
    )
    (problem,) = problems(changed((PROFILE, f"    profile:\n{rows}")))
    assert (problem.found, problem.write[:8]) == ("no cast_at", "cast_at:")


def test_a_cast_that_begins_some_metres_down_is_sound() -> None:
    assert water("pressure: 4 dbar", "pressure: 100 dbar") == ()
    assert water("depth: 10 m", "depth: 100 m") == ()


@pytest.mark.parametrize(
    ("vapour", "temperature", "holds", "write"),
    [("12 hPa", "-20 degC", "1.26 hPa", "1.26 hPa"), ("50 hPa", "30 degC", "42.6 hPa", "42.6 hPa")],
)
def test_air_beyond_saturation_is_refused(vapour: str, temperature: str, holds: str, write: str) -> None:
    """1.254 hPa over water at -20 C and 42.43 at 30 C (Goff & Gratch), half a per cent more in air of 1,010 hPa."""
    said = f"{{pressure: 1010 hPa, temperature: {temperature}, vapour_pressure: {vapour}}}"
    (problem,) = air("refraction", said)
    assert (problem.where, problem.found) == ("environment.refraction.vapour_pressure", vapour)
    assert f"air of {temperature} holds water vapour of {holds} at most" in problem.allowed
    assert problem.write == f"vapour_pressure: {write}"
    assert air("refraction", said.replace(f"vapour_pressure: {vapour}", problem.write)) == ()


def test_air_that_holds_more_grams_than_it_can_is_refused() -> None:
    """17.3 g/m3 at 20 C is the saturated density of textbooks."""
    (problem,) = air("air", "{temperature: 20 degC, vapour: 20 g/m3}")
    assert (problem.where, problem.found, problem.write) == ("environment.air.vapour", "20 g/m3", "vapour: 17.3 g/m3")
    assert air("air", "{temperature: 20 degC, vapour: 17.3 g/m3}") == ()


def test_air_over_which_a_duct_lies_is_told_in_the_keys_that_were_written() -> None:
    said = "{pressure: 1010 hPa, temperature: 45 degC, vapour_pressure: 90 hPa}"
    (problem,) = air("refraction", said)
    assert (problem.where, problem.found) == ("environment.refraction.vapour_pressure", "90 hPa")
    assert "N/km" not in str(problem)
    assert "duct" in problem.allowed
    assert air("refraction", said.replace("vapour_pressure: 90 hPa", problem.write)) == ()
