"""The reference exercise among more and more ships of the traffic: what they cost, and how fast a run still is.

The ships wander about the Sea of Japan (84,000 square nautical miles), the sea in which the exercise is, so that 20,000
of them lie four times as near to each other as in a square of 600 nmi.
"""

COUNTS = (10, 100, 1_000, 20_000)
SEA = "[41-30.0N 131-00.0E, 42-20.0N 133-30.0E, 42-20.0N 137-30.0E, 37-40.0N 136-00.0E, 36-30.0N 132-00.0E"
SEA += ", 38-20.0N 130-00.0E]"
AREA = f"  CROWDED: {{polygon: {SEA}, use: traffic, notional: true}}\n"
CLASSES = "[generic_fishing_vessel, generic_bulk_carrier, generic_container_ship]"
MUST_REAL_TIME_FACTOR = 1_000


def crowded(text: str, count: int) -> str:
    """A scenario's text with `count` ships in place of its own traffic; with none of them, without any."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines(keepends=True):
        inside = line.startswith("traffic:") or (inside and (line.startswith((" ", "#")) or not line.strip()))
        if not inside:
            lines.append(line)
    if not count:
        return "".join(lines)
    ground = f"{{area: CROWDED, boats: {count}, class: {CLASSES}, speed: [1 kn, 12 kn], ais: on, notional: true}}"
    traffic = f"\ntraffic:\n  fishing:\n    SEA: {ground}\n"
    return "".join(lines).replace("\nareas:\n", "\nareas:\n" + AREA, 1) + traffic
