"""Random params of each serial kind, within what the kind allows; what has a default is left out at times."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.swarm.theatres import Place

Roles = dict[str, list[str]]
Route = Callable[[int, float], list[str]]
Ground = tuple[Place, float] | None
Params = dict[str, Any]

FORMATIONS = ("column", "line abreast", "echelon", "diamond")


def _some(rng: Random, **choices: Any) -> Params:
    """Each key with its value, or left out, by a coin."""
    return {key: value for key, value in choices.items() if rng.random() < 0.5}


def _drill(rng: Random) -> Params:
    return _some(
        rng,
        calls=rng.randint(1, 4),
        answer_within=f"{rng.randint(15, 60)} s",
        operator_delay=f"{rng.randint(1, 8)} s",
        say_again=f"{rng.choice((0, 2, 20))} %",
    )


def _course(rng: Random) -> str:
    return f"{rng.randint(0, 359):03d}T"


def _most_kn(units: list[str]) -> int:
    """What a leader can be asked for: a tug makes no more than 13 kn, every other ship what is drawn here."""
    return 13 if "tug" in units else 18


def commex(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(rng, pairs=rng.choice(("all", "control")), retry_every="4 min", round_every="30 min")
    return _drill(rng) | more | {"rounds": rng.randint(1, 3)}


def linkex(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        report_in=f"{rng.randint(2, 6)} min",
        correlation=f"{rng.choice((200, 500, 1000, 3000))} yd",
        silence=f"{rng.randint(2, 8)} min",
        line=_course(rng),
        spacing=f"{rng.randint(1, 5)} nmi",
        silent=[],
    )
    return _drill(rng) | more | {"link": "DATA", "check_every": f"{rng.randint(10, 12)} min"}


def manex(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    evolutions: list[Params] = []
    most_kn = _most_kn(roles["guide"])
    for _ in range(rng.randint(1, 5)):
        evolution = _some(
            rng,
            course=_course(rng),
            speed=f"{min(rng.randint(8, 16), most_kn)} kn",
            spacing=f"{rng.randint(5, 15)}00 yd",
        )
        if rng.random() < 0.15:
            evolution |= {"formation": "screen", "stations": _screen(rng, roles["followers"])}
        elif rng.random() < 0.7 or not evolution.keys() & {"course", "speed"}:
            evolution["formation"] = rng.choice(FORMATIONS)
        evolutions.append(evolution)
    more = _some(rng, spacing=f"{rng.randint(6, 20)}00 yd", interval="8 min", time_out="20 min", within="80 m")
    return _drill(rng) | more | {"evolutions": evolutions}


def _screen(rng: Random, followers: list[str]) -> dict[str, Params]:
    first, step = rng.randint(0, 359), 360 // len(followers)
    return {
        unit: {
            "range": f"{rng.randint(2, 5)} nmi",
            "bearing": f"{(first + step * place) % 360} deg",
            "relative": rng.random() < 0.7,
        }
        for place, unit in enumerate(followers)
    }


def ras_l(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        course=_course(rng),
        amount=f"{rng.randint(20, 300)} t",
        fill_to=f"{rng.randint(60, 98)} %",
        gap=f"{rng.randint(32, 50)} m",
        approach_within="30 min",
        attempts=rng.randint(1, 3),
    )
    return _drill(rng) | more | {"speed": f"{rng.randint(8, 12)} kn"}


def _gunnery(rng: Random) -> Params:
    return _drill(rng) | _some(
        rng,
        range=f"{rng.randint(30, 65) / 10} nmi",
        spacing=f"{rng.randint(8, 15)}00 yd",
        interval=f"{rng.randint(30, 90)} s",
        spotting=rng.choice(("direct", "bracket")),
        damping=f"{rng.randint(50, 100)} %",
        arc=f"{rng.randint(5, 15)} deg",
        clear_for="1 min",
        setup=f"{rng.randint(45, 90)} min",
    )


def gunex_s(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        fire=rng.choice(("in turn", "together", "time on target")),
        line_of_fire=_course(rng),
        tow_speed=f"{rng.randint(3, 7)} kn",
        tow_line=f"{rng.choice((600, 1000, 1852))} m",
    )
    if rng.random() < 0.3:
        more |= {"salvoes": rng.randint(15, 30), "rounds": rng.randint(8, 30)}
    else:
        more |= {"salvoes": rng.randint(1, 8), "rounds": rng.randint(1, 6)}
    return _gunnery(rng) | more


def ngfs(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    assert ground is not None
    more = _some(rng, salvoes=rng.randint(1, 8), rounds=rng.randint(1, 20), adjusting_salvoes=rng.randint(2, 10))
    return _gunnery(rng) | more | {"target": ground[0].text(), "line_of_fire": f"{ground[1]:05.1f}T"}


def patrol(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        formation=rng.choice(FORMATIONS),
        spacing=f"{rng.randint(10, 40)}00 yd",
        shadow_range=f"{rng.randint(4, 14)} nmi",
        shadow_at=f"{rng.randint(1, 3)} nmi",
        shadow_time=f"{rng.randint(10, 40)} min",
        shadowers=rng.randint(0, 2),
    )
    if rng.random() < 0.3:
        more["radar"] = "silent"
    waypoints = route(rng.randint(2, 4), 25.0)
    if len(waypoints) > 1:
        more |= {"route": waypoints, "repeat": rng.random() < 0.5}
    return _drill(rng) | more | {"speed": f"{min(rng.randint(8, 18), _most_kn(roles['otc']))} kn"}


def sarex(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        reported_after=f"{rng.randint(1, 60)} min",
        position_error=f"{rng.randint(0, 30) / 10} nmi",
        time_error=f"{rng.randint(0, 20)} min",
        leeway=f"{rng.randint(0, 6)} %",
        drift_error=f"{rng.randint(0, 60)} %",
        pattern=rng.choice(("parallel track", "creeping line", "expanding square", "sector")),
        track_spacing=f"{rng.randint(5, 40) / 10} nmi",
        search_radius=f"{rng.randint(20, 50) / 10} nmi",
        first_leg=_course(rng),
        recover_range=f"{rng.randint(400, 700)} m",
        recover_time=f"{rng.randint(2, 20)} min",
        recover_sea_state=rng.randint(2, 6),
    )
    if rng.random() < 0.5:
        more |= {"current_to": _course(rng), "current_speed": f"{rng.randint(0, 10) / 10} kn"}
    most_kn = 13 if "tug" in [unit for members in roles.values() for unit in members] else 18
    speeds = {key: f"{min(rng.randint(8, 18), most_kn)} kn" for key in ("speed", "closing_speed")}
    return (
        _drill(rng) | more | speeds | {"assembly": f"{rng.randint(10, 60) / 10} nmi", "assembly_bearing": _course(rng)}
    )


def flyex(rng: Random, roles: Roles, route: Route, ground: Ground) -> Params:
    more = _some(
        rng,
        course=_course(rng),
        formation=rng.choice(FORMATIONS),
        spacing=f"{rng.randint(1, 4)} nmi",
        flight_speed=f"{rng.randint(70, 130)} kn",
        height=f"{rng.randint(40, 600)} m",
        out=f"{rng.randint(1, 12)} nmi",
        reserve=f"{rng.choice((10, 20, 30, 45))} min",
        go_arounds=rng.randint(1, 4),
        foul_after=f"{rng.randint(5, 40)} min",
        sorties=rng.randint(1, 2),
    )
    crossed = {"cross_deck": len(roles["decks"]) > 1 and rng.random() < 0.7}
    return _drill(rng) | more | crossed | {"speed": f"{rng.randint(6, 13)} kn", "gap": f"{rng.randint(1, 15)} min"}


PARAMS: dict[str, Callable[[Random, Roles, Route, Ground], Params]] = {
    "COMMEX": commex,
    "LINKEX": linkex,
    "MANEX": manex,
    "RAS-L": ras_l,
    "GUNEX-S": gunex_s,
    "NGFS": ngfs,
    "PATROL": patrol,
    "SAREX": sarex,
    "FLYEX": flyex,
}
