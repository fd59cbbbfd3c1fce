"""A programme of one range: two warships, and a tug with a towed target on her deck; more ships, a rule and the serials
are of the page that asks."""

from tests.plan.made_programmes import time


def one_range(rule: str, serials: str, *, more_units: str = "", hours: float = 24.0) -> str:
    """The scenario as text; `rule` as `K23: {...}`, the others as whole indented lines."""
    return f"""fleetex: 1
exercise:
  id: one-range
  names: [One range]
  window: {{start: {time(0)}, end: {time(hours)}}}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base: {{wind: {{speed: 8 kn, from: 220T}}, sea_state: 2, visibility: 9 nmi, depth: 2000 m}}
nations: {{AA: {{name: first}}}}
sides: {{blue: {{name: all}}}}
areas: {{RANGE: {{circle: {{centre: 38-40.0N 132-40.0E, radius: 8 nmi}}}}}}
units:
  alpha: {{class: generic_ddg, nation: AA, side: blue, start: {{at: 38-40.0N 132-40.0E, speed: 5 kn}}}}
  bravo: {{class: generic_ffg, nation: AA, side: blue, start: {{at: 38-42.0N 132-40.0E, speed: 5 kn}}}}
  tug: {{class: generic_tug, nation: AA, side: blue, start: {{at: 38-46.0N 132-40.0E, speed: 3 kn}}}}
  sledge: {{class: generic_surface_target_towed, nation: AA, side: blue, start: {{deck: tug}}}}
{more_units}plan: {{rules: {{{rule}}}}}
serials:
{serials}"""
