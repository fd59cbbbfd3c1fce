"""Random legal exercises: a seed becomes the text of a scenario, the same one each time.

exercise_of(17)                       some units, a few serials, weather, merchants, circuits that fail
exercise_of(17, ("RAS-L", "NGFS"))    these kinds, in this order
"""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

from ruamel.yaml import YAML

from fleetex.library import Library, load_library
from fleetex.library.coast import is_land
from fleetex.physics.sun_formula import sun_direction
from fleetex.quantities import format_dtg
from fleetex.vocabulary import Capability, Domain, SurfaceKind
from tests.swarm.params import PARAMS
from tests.swarm.theatres import ELSEWHERE, INSHORE_NMI, SEA_OF_JAPAN, Place, Theatre, shore, water

KINDS = ("COMMEX", "MANEX", "RAS-L", "GUNEX-S", "NGFS", "PATROL")
"""Drawn of; kinds that came later are asked for by name, so that a seed's exercise stays what it was."""
HOURS = {"COMMEX": (1.0, 2.0), "MANEX": (1.5, 2.5), "RAS-L": (2.5, 4.5), "GUNEX-S": (2.0, 3.5), "NGFS": (2.0, 3.0)}
HOURS |= {"PATROL": (1.5, 4.0), "LINKEX": (1.5, 2.5), "SAREX": (2.5, 4.5), "FLYEX": (3.5, 6.0)}
LIVE = ("GUNEX-S", "NGFS")
BY_DAY = (*LIVE, "SAREX", "FLYEX")


def exercise_of(seed: int, kinds: tuple[str, ...] | None = None, theatre: Theatre | None = None) -> str:
    """The text of a random exercise; all that is not given is drawn."""
    rng = Random(f"swarm {seed}")
    if theatre is None:
        theatre = rng.choice(ELSEWHERE) if rng.random() < 0.4 else SEA_OF_JAPAN
    if kinds is None:
        kinds = tuple(rng.choices(KINDS, k=rng.randint(1, 4)))
    return Draft(rng, load_library(), theatre).written(seed, kinds)


@dataclass
class Draft:
    """An exercise as it is made up. Times in minutes from the start of its window."""

    rng: Random
    library: Library
    theatre: Theatre
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    areas: dict[str, dict[str, Any]] = field(default_factory=dict)
    serials: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    busy_min: dict[str, int] = field(default_factory=dict)
    starts: dict[str, Place] = field(default_factory=dict)
    hub: Place = field(default_factory=lambda: Place(0.0, 0.0))
    start_utc: datetime = datetime(2023, 7, 1, tzinfo=UTC)

    def written(self, seed: int, kinds: tuple[str, ...]) -> str:
        rng = self.rng
        ground = shore(rng, self.theatre, rng.uniform(3.5, 6.0)) if "NGFS" in kinds else None
        if ground is None:
            kinds = tuple(kind for kind in kinds if kind != "NGFS") or ("COMMEX",)
            self.hub = water(rng, self.theatre, 14.0)
        else:
            self.hub = ground[0].off(ground[1] + 180.0, 5.0)
        month, hour = rng.choice((1, 4, 7, 7, 10)), rng.randint(0, 23)
        if any(kind in BY_DAY for kind in kinds) and rng.random() < 0.85:
            month, hour = 7, rng.randint(5, 8)
        local = datetime(2023, month, rng.randint(1, 28), hour, rng.choice((0, 0, 17, 30)), tzinfo=UTC)
        self.start_utc = local - timedelta(hours=self.theatre.zone)
        self._muster(kinds)
        for number, kind in enumerate(kinds, 1):
            self._serial(f"{kind}-{number}", kind, ground)
        self._traffic()
        end_min = max(serial["end"] for serial in self.serials.values()) + rng.randint(0, 60)
        return self._text(seed, end_min)

    # ---- who takes part

    def _muster(self, kinds: tuple[str, ...]) -> None:
        """Enough ships for these serials, and some more: three to ten."""
        rng = self.rng
        warships = [k for k, p in self.library.platforms.items() if p.kind is SurfaceKind.WARSHIP]
        surface = [k for k in warships if self.library.platforms[k].domain is Domain.SURFACE]
        for number in range(rng.randint(2, 6)):
            self._ship(f"ship{number}", rng.choice(surface))
        if "RAS-L" in kinds:
            self._ship("oiler", rng.choice(("aor_903a", "generic_aor")))
            self._ship("thirsty", rng.choice(("generic_ddg", "generic_ffg", "corvette_20380", "ffg_054a")))
        if "GUNEX-S" in kinds and rng.random() < 0.7:
            self._ship("tug", rng.choice(("generic_tug", "ars_generic")))
        if rng.random() < 0.1 and "SAREX" not in kinds:
            self._ship("boat", "generic_ssk")
        while len(self.units) < 3:
            self._ship(f"more{len(self.units)}", rng.choice(surface))

    def _ship(self, name: str, class_id: str) -> None:
        rng = self.rng
        limit_kn = self.library.platforms[class_id].speed_mps_max / 0.5144445
        fuel = rng.randint(1, 6) if rng.random() < 0.05 else rng.randint(25, 100)
        self.units[name] = {
            "class": class_id,
            "nation": rng.choice(("AA", "BB")),
            "side": "blue",
            "ais": rng.choice(("on", "on", "on", "off")),
            "lights": "off" if rng.random() < 0.1 else "on",
            "emission": {"radar": "off" if rng.random() < 0.08 else "on"},
            "fuel": f"{fuel} %",
            "start": {
                "at": self._start(name, 12.0).text(),
                "course": f"{rng.randint(0, 359):03d}T",
                "speed": f"{rng.randint(0, int(min(limit_kn, 14.0)))} kn",
            },
        }

    def _start(self, name: str, spread_nmi: float) -> Place:
        """Somewhere about the hub, a cable or more from everybody else."""
        rng = self.rng
        for _ in range(500):
            place = self.hub.off(rng.uniform(0.0, 360.0), spread_nmi * rng.random())
            if place.is_clear(INSHORE_NMI / 2.0) and all(place.range_nmi(other) > 0.5 for other in self.places):
                break
            spread_nmi *= 1.01
        else:
            raise AssertionError("no room to start a ship")
        self.places.append(place)
        self.starts[name] = place
        return place

    def _able(self, *needs: Capability) -> list[str]:
        """Own units that can do all of it, in an order of chance."""
        able = []
        for name, unit in self.units.items():
            platform = self.library.platforms[unit["class"]]
            here = unit["side"] == "blue" and platform.domain not in (Domain.LAND, Domain.AIR)
            if set(needs) <= platform.capabilities and here:
                able.append(name)
        self.rng.shuffle(able)
        return able

    # ---- what they do

    def _serial(self, name: str, kind: str, ground: tuple[Place, float] | None) -> None:
        rng = self.rng
        before = dict(self.units)
        roles = getattr(self, "_roles_" + kind.replace("-", "_").lower())(name, ground)
        if roles is None:
            self.units = before
            name, kind, roles = name.replace(kind, "COMMEX"), "COMMEX", self._roles_commex(name, ground)
        units = [unit for members in roles.values() for unit in members]
        start = max(self.busy_min.get(unit, 0) for unit in units) + rng.randint(20, 100)
        end = start + round(60.0 * rng.uniform(*HOURS[kind]))
        heads = [unit for unit in units if unit in self._able(Capability.RADIO)]
        serial: dict[str, Any] = {"kind": kind, "start": start, "end": end, "oce": heads[0], "roles": roles}
        if rng.random() < 0.2 and kind not in ("SAREX", "FLYEX"):
            serial["oce"] = rng.choice(heads)
        serial["circuits"] = rng.choice((["VOICE"], ["VOICE", "HF"], ["VOICE", "HF"], ["HF", "VOICE"], ["HF"]))
        if kind in ("MANEX", "GUNEX-S", "NGFS", "SAREX", "FLYEX") or rng.random() < 0.3:
            serial["area"] = self._area(f"AREA-{name}", kind, ground)
        serial["params"] = PARAMS[kind](rng, roles, self._route, ground)
        limits: dict[str, Any] = {}
        if rng.random() < 0.6:
            limits = {"sea_state_max": 6, "visibility_min": "0.2 nmi"}
        if (kind in BY_DAY and rng.random() < 0.25) or (kind in BY_DAY and not self._is_day(start, end)):
            limits["daylight"] = False
        if limits:
            serial["limits"] = limits
        done = [key for key, other in self.serials.items() if other["end"] <= start]
        if done and rng.random() < 0.15:
            serial["after"] = [rng.choice(done)]
        self.serials[name] = serial
        self.busy_min.update(dict.fromkeys(units, end))

    def _is_day(self, start_min: int, end_min: int) -> bool:
        """Whether the sun is up about the hub at any quarter of an hour of a serial."""
        times = (self.start_utc + timedelta(minutes=at) for at in range(start_min, end_min, 15))
        lat, lon = math.radians(self.hub.lat_deg), math.radians(self.hub.lon_deg)
        return any(sun_direction(lat, lon, time.timestamp())[0] > 0.0 for time in times)

    def _roles_commex(self, name: str, ground: object) -> dict[str, list[str]]:
        able = self._able(Capability.RADIO)
        return {"all": able[: self.rng.randint(2, min(6, len(able)))]}

    _roles_linkex = _roles_commex

    def _roles_manex(self, name: str, ground: object) -> dict[str, list[str]] | None:
        able = self._able(Capability.MOVES, Capability.RADIO, Capability.RADAR)
        return {"guide": able[:1], "followers": able[1 : self.rng.randint(2, 5)]}

    def _roles_patrol(self, name: str, ground: object) -> dict[str, list[str]] | None:
        able = self._able(Capability.MOVES, Capability.RADIO)
        return {"otc": able[:1], "units": able[1 : self.rng.randint(1, 5)]}

    def _roles_sarex(self, name: str, ground: object) -> dict[str, list[str]] | None:
        """A layer with room on deck for a raft, a co-ordinator, and up to three who search with him."""
        searchers = self._able(Capability.MOVES, Capability.RADIO, Capability.SIGHT)
        layers = [unit for unit in searchers if self.library.platforms[self.units[unit]["class"]].decks]
        if not layers or len(searchers) < 2:
            return None
        searchers.remove(layers[0])
        raft = f"raft-{name.lower()}"
        self.units[raft] = {"class": "generic_liferaft", "nation": "AA", "side": "blue", "start": {"deck": layers[0]}}
        self.units[raft] |= {"lights": self.rng.choice(("on", "off")), "emission": {"radar": "off"}}
        roles = {"osc": searchers[:1], "datum": [raft], "layer": layers[:1]}
        if len(searchers) > 1 and self.rng.random() < 0.8:
            roles["search"] = searchers[1 : self.rng.randint(2, 4)]
        return roles

    def _roles_flyex(self, name: str, ground: object) -> dict[str, list[str]] | None:
        """One to three decks, and as many helicopters on each as leave a guest room."""
        rng = self.rng
        decks = self._able(Capability.MOVES, Capability.RADIO, Capability.DECK)[: rng.randint(1, 3)]
        if not decks:
            return None
        aircraft = []
        for deck in decks if rng.random() < 0.8 else decks[:1]:
            helicopter = f"helo-{name.lower()}-{len(aircraft)}"
            self.units[helicopter] = {"class": rng.choice(("generic_helo", "ka27pl", "z9c", "z20f")), "nation": "BB"}
            self.units[helicopter] |= {"side": "blue", "start": {"deck": deck}, "fuel": f"{rng.randint(60, 100)} %"}
            aircraft.append(helicopter)
        return {"decks": decks, "aircraft": aircraft}

    def _roles_ras_l(self, name: str, ground: object) -> dict[str, list[str]] | None:
        takers = self._able(Capability.HOSE_RECEPTION, Capability.RADIO)
        count = self.rng.randint(1, min(3, len(takers)))
        roles = {"delivering": ["oiler"], "receiving": takers[:count]}
        if len(takers) > count and self.rng.random() < 0.4:
            roles["lifeguard"] = [takers[count]]
        return roles

    def _roles_gunex_s(self, name: str, ground: object) -> dict[str, list[str]] | None:
        rng = self.rng
        guns = self._able(Capability.GUN, Capability.MOVES, Capability.RADIO)
        if not guns:
            return None
        count = rng.randint(1, min(3, len(guns)))
        target, towed = f"target-{name.lower()}", "tug" in self.units and rng.random() < 0.8
        self._target(target, towed)
        roles = {"firing": guns[:count], "target": [target]}
        if towed:
            roles["tug"] = ["tug"]
        spare = [u for u in self._able(Capability.RADAR, Capability.SIGHT, Capability.RADIO) if u not in guns[:count]]
        spare = [u for u in spare if u != "tug" and self.library.platforms[self.units[u]["class"]].domain == "surface"]
        for role, chance in (("spotter", 0.7), ("safety", 0.4), ("guard", 0.4)):
            if spare and rng.random() < chance:
                roles[role] = [spare.pop()]
        return roles

    def _target(self, name: str, towed: bool) -> None:
        rng = self.rng
        start: dict[str, Any] = {"deck": "tug"}
        if not towed:
            start = {"at": self._start(name, 3.0).text()}
        elif rng.random() < 0.3:
            beside = self.starts["tug"].off(rng.uniform(0.0, 360.0), rng.uniform(0.1, 0.4))
            if beside.is_clear(1.0) and all(beside.range_nmi(other) > 0.08 for other in self.places):
                self.places.append(beside)
                start = {"at": beside.text()}
        choice = "generic_surface_target_towed" if towed else "generic_surface_target_drifting"
        self.units[name] = {
            "class": rng.choice((choice, choice, "generic_surface_target")),
            "nation": "AA",
            "side": "blue",
            "lights": "off",
            "emission": {"radar": "off"},
            "start": start,
        }

    def _roles_ngfs(self, name: str, ground: tuple[Place, float] | None) -> dict[str, list[str]] | None:
        rng = self.rng
        guns = self._able(Capability.GUN, Capability.MOVES, Capability.RADIO)
        if ground is None or not guns:
            return None
        target = f"impact-{name.lower()}"
        self.units[target] = {"class": "shore_impact_target", "nation": "AA", "side": "blue"}
        self.units[target] |= {"lights": "off", "start": {"at": ground[0].text()}}
        count = rng.randint(1, min(2, len(guns)))
        roles = {"firing": guns[:count], "impact_target": [target]}
        party = self._party(f"party-{name.lower()}", ground[0])
        spare = [unit for unit in self._able(Capability.SIGHT, Capability.RADIO) if unit not in guns[:count]]
        if party and (rng.random() < 0.7 or not spare):
            roles["spotter"] = [party]
        elif spare:
            roles["spotter"] = spare[:1]
        return roles if "spotter" in roles else None

    def _party(self, name: str, target: Place) -> str | None:
        """A spotter party ashore within sight of the target, where there is ground to stand on."""
        for _ in range(60):
            place = target.off(self.rng.uniform(0.0, 360.0), self.rng.uniform(0.5, 1.2)).as_written()
            if is_land(place.lat_deg, place.lon_deg) and place.text() != target.text():
                self.units[name] = {"class": "shore_spotter_party", "nation": "BB", "side": "blue"}
                self.units[name] |= {"start": {"at": place.text()}}
                return name
        return None

    # ---- where

    def _area(self, name: str, kind: str, ground: tuple[Place, float] | None) -> str:
        rng = self.rng
        radius = rng.uniform(8.0, 14.0)
        centre = self.hub
        if kind != "NGFS":
            for _ in range(300):
                centre = self.hub.off(rng.uniform(0.0, 360.0), rng.uniform(0.0, 20.0))
                if centre.is_clear(radius + INSHORE_NMI):
                    break
            else:
                centre = water(rng, self.theatre, radius + INSHORE_NMI)
        if rng.random() < 0.5:
            self.areas[name] = {"circle": {"centre": centre.text(), "radius": f"{radius:.1f} nmi"}}
        else:
            corners = [centre.off(bearing, radius).text() for bearing in (45, 135, 225, 315)]
            self.areas[name] = {"polygon": corners}
        return name

    def _route(self, count: int, spread_nmi: float) -> list[str]:
        """Waypoints on clear water about the hub, no two alike."""
        rng = self.rng
        found: list[Place] = []
        for _ in range(500):
            place = self.hub.off(rng.uniform(0.0, 360.0), spread_nmi * rng.random())
            if place.is_clear(INSHORE_NMI) and all(place.range_nmi(other) > 2.0 for other in found):
                found.append(place)
            if len(found) == count:
                break
        return [place.text() for place in found]

    def _traffic(self) -> None:
        """A few merchants on routes of their own; now and then one of ours without a serial."""
        rng = self.rng
        classes = ("generic_container_ship", "generic_bulk_carrier", "generic_fishing_vessel")
        for number in range(rng.choice((0, 1, 1, 2, 3, 4))):
            name = f"trader{number}"
            self._ship(name, rng.choice(classes))
            waypoints = self._route(rng.randint(1, 4), 30.0)
            self.units[name] |= {"side": "traffic", "fuel": "80 %"}
            if waypoints:
                route = {"waypoints": waypoints, "speed": f"{rng.randint(6, 12)} kn", "line": rng.choice(LINES)}
                self.units[name]["route"] = route | {"then": rng.choice(("stop", "loop", "loop"))}
            self.units[name]["emission"] = {"radar": "on"}

    # ---- weather, radio, and all of it as text

    def _series(self, value: Any, end_min: int) -> Any:
        """One value, or several that follow each other; `value` draws one."""
        if self.rng.random() < 0.4:
            return value()
        times = sorted({0, *(self.rng.randint(1, end_min) for _ in range(self.rng.randint(1, 3)))})
        return [{"from": self._dtg(minute), "value": value()} for minute in times]

    def _conditions(self, end_min: int) -> dict[str, Any]:
        rng = self.rng
        calm = rng.random() < 0.6
        return {
            "wind": self._series(lambda: self._flow("from", 9 if calm else 18), end_min),
            "sea_state": self._series(lambda: rng.randint(1, 4 if calm else 6), end_min),
            "visibility": self._series(
                lambda: f"{rng.choice((12, 10, 8, 6) if calm else (10, 5, 2, 0.5))} nmi", end_min
            ),
            "current": self._series(lambda: self._flow("to", 0.8), end_min),
        }

    def _flow(self, word: str, most_mps: float) -> dict[str, str]:
        return {"speed": f"{self.rng.uniform(0.0, most_mps):.2f} m/s", word: f"{self.rng.randint(0, 359):03d}T"}

    def _environment(self, end_min: int) -> dict[str, Any]:
        environment: dict[str, Any] = {"base": self._conditions(end_min)}
        if self.rng.random() < 0.3:
            centre = self.hub.off(self.rng.uniform(0.0, 360.0), 8.0)
            self.areas["BANK"] = {"circle": {"centre": centre.text(), "radius": "7 nmi"}}
            environment["zones"] = {"bank": {"area": "BANK", "visibility": "0.4 nmi"}}
        return environment

    def _circuits(self) -> dict[str, Any]:
        rng = self.rng
        voice: dict[str, Any] = {"kind": "voice", "band": "VHF", "range": f"{rng.randint(12, 30)} nmi", "delay": "2 s"}
        distant: dict[str, Any] = {"kind": "voice", "band": "HF", "range": "200 nmi", "delay": "3 s"}
        voice["alternate"] = "HF"
        able = self._able(Capability.RADIO)
        if rng.random() < 0.6:
            voice["failure"] = {"mean_time_between": f"{rng.randint(2, 12)} h"}
            voice["failure"]["mean_time_to_repair"] = f"{rng.randint(5, 40)} min"
        if rng.random() < 0.3:
            distant["failure"] = {"mean_time_between": "6 h", "mean_time_to_repair": "15 min"}
        if rng.random() < 0.3:
            voice["relay"] = able[:1]
        circuits = {"VOICE": voice, "HF": distant}
        if len(able) > 2 and rng.random() < 0.5:
            link = {"kind": "link", "band": "UHF", "members": able[1:], "range": "25 nmi", "delay": "4 s"}
            circuits["LINK"] = link | {"failure": {"mean_time_between": "5 h", "mean_time_to_repair": "20 min"}}
        linked = [unit for one in self.serials.values() if one["kind"] == "LINKEX" for unit in one["roles"]["all"]]
        if linked:
            data = {"kind": "link", "band": "UHF", "members": sorted(set(linked)), "range": "30 nmi", "delay": "20 s"}
            data |= {"relay": linked[-1:]} if rng.random() < 0.4 else {}
            circuits["DATA"] = data | {"failure": {"mean_time_between": "3 h", "mean_time_to_repair": "15 min"}}
        return circuits

    def _dtg(self, minute: int) -> str:
        return format_dtg(self.start_utc + timedelta(minutes=minute))

    def _text(self, seed: int, end_min: int) -> str:
        for serial in self.serials.values():
            serial |= {"start": self._dtg(serial["start"]), "end": self._dtg(serial["end"])}
        document = {
            "fleetex": 1,
            "exercise": {
                "id": f"swarm-{seed}",
                "names": [f"Swarm {seed}: {self.theatre.name}"],
                "window": {"start": self._dtg(0), "end": self._dtg(end_min)},
                "zone": f"UTC+{self.theatre.zone:02d}:00",
                "otc": self._able(Capability.RADIO)[0],
                "notional": True,
            },
            "environment": self._environment(end_min),
            "areas": self.areas,
            "nations": {"AA": {"name": "first"}, "BB": {"name": "second"}},
            "sides": {"blue": {"nations": ["AA", "BB"]}, "traffic": {"neutral": True}},
            "units": self.units,
            "circuits": self._circuits(),
            "serials": self.serials,
        }
        text = StringIO()
        yaml = YAML()
        yaml.default_flow_style = None
        yaml.width = 160
        yaml.representer.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
        yaml.dump(document, text)
        return text.getvalue()


LINES = ("geodesic", "rhumb")
