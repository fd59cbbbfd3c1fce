"""A raid: thirteen frigates fire eight missiles each, 104 in all, at eight ships that defend themselves."""

ATTACKERS, DEFENDERS = 13, 8
MUST_REAL_TIME_FACTOR = 1_000
_HEAD = """
fleetex: 1
exercise:
  id: raid
  names: ["Raid"]
  aim: "What a hundred missiles at eight ships cost."
  notional: true
  window: {start: 200000ZJUL23, end: 200020ZJUL23}
  zone: "UTC+08:00"
  otc: d01
environment:
  base: {wind: {speed: 6 m/s, from: 250T}, sea_state: 2, visibility: 10 nmi}
areas:
  SEA: {circle: {centre: 40-00.0N 134-00.0E, radius: 60 nmi}, use: test, notional: true}
nations:
  AA: {name: "A"}
  BB: {name: "B"}
sides:
  blue: {nations: [AA]}
  orange: {nations: [BB]}
circuits:
  UMPIRE: {kind: voice, band: HF, range: 300 nmi, delay: 2 s, notional: true}
fuel_reserve: 30 %
"""
_UNIT = (
    "  {name}: {{class: {kind}, nation: {nation}, side: {side}, notional: true, "
    "start: {{at: {lat} {lon}, course: {course}, speed: 16 kn, notional: true}}}}\n"
)
_SERIAL = """serials:
  RAID:
    kind: SURFEX
    start: 200000ZJUL23
    end: 200020ZJUL23
    area: SEA
    oce: d01
    roles: {{blue: [{blue}], orange: [{orange}]}}
    circuits: [UMPIRE]
    params: {{start_range: 10 nmi, spacing: 1 nmi, salvo: 8, salvoes: 1, clear_of: 0 m, fire_error: 3 nmi}}
    notional: true
"""


def raid() -> str:
    """The scenario: both groups in line, twenty miles apart, the attackers' radars and the defenders' on."""
    blue = [f"d{k:02d}" for k in range(1, DEFENDERS + 1)]
    orange = [f"a{k:02d}" for k in range(1, ATTACKERS + 1)]
    units = "units:\n"
    for k, name in enumerate(blue):
        at = {"lat": _lat(2 * k - DEFENDERS), "lon": "133-47.0E", "course": "090T"}
        units += _UNIT.format(name=name, kind="generic_asw_ship", nation="AA", side="blue", **at)
    for k, name in enumerate(orange):
        at = {"lat": _lat(2 * k - ATTACKERS), "lon": "134-13.0E", "course": "270T"}
        units += _UNIT.format(name=name, kind="generic_ffg", nation="BB", side="orange", **at)
    return _HEAD + units + _SERIAL.format(blue=", ".join(blue), orange=", ".join(orange))


def _lat(half_miles: int) -> str:
    """So many half miles north of 40 N."""
    minutes = 40 * 60 + half_miles / 2.0
    return f"{int(minutes // 60):02d}-{minutes % 60:04.1f}N"
