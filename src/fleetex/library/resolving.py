"""From rows to classes: what a class leaves unknown its generic fills, and each value keeps where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fleetex.library.air_fire import resolve_air_fire
from fleetex.library.answer_to_helm import answer_to_helm
from fleetex.library.batteries import battery
from fleetex.library.fuel import FuelCurve, fuel_curve
from fleetex.library.models import (
    GunClass,
    HullEcho,
    HullNoise,
    MagneticClass,
    MountedGun,
    MountedRig,
    MountedSensor,
    Platform,
    ProvenanceRow,
    RigClass,
    SensorClass,
    SonarClass,
    Source,
    Status,
)
from fleetex.library.problems import MissingError
from fleetex.library.rows import DESCRIPTION, Row, leaf
from fleetex.library.stated import Alternative, Stated
from fleetex.library.weapons import MountedJammer, MountedMissiles, MountedWeapon
from fleetex.vocabulary import Capability, Confidence, Domain, SensorKind, SurfaceKind


@dataclass
class Ledger:
    """Takes values for one subject, own first, then the generic's, and writes down where each came from."""

    subject: str
    own: Row
    generic: Row | None
    generic_id: str
    sources: Mapping[str, Source]
    rows: list[ProvenanceRow] = field(default_factory=list)

    def take(self, *keys: str) -> Any:
        """The value of a field that must be known. Raises MissingError."""
        value = self.take_if_known(*keys)
        if value is None:
            raise MissingError(keys, self._missing(keys))
        return value

    def take_if_known(self, *keys: str) -> Any:
        """The value of a field, or None if neither the class nor its generic knows it."""
        own = leaf(self.own, keys)
        if own is not None and own.value is not None:
            self._write(keys, own, status_of(own), "")
            return own.value
        default = leaf(self.generic, keys)
        if default is not None and default.value is not None:
            self._write(keys, default, Status.GENERIC, f"unknown for this class: the value of {self.generic_id}")
            return default.value
        if own is not None:
            self._write(keys, own, Status.UNKNOWN, "")
        return None

    def own_only(self, *keys: str) -> Stated | None:
        """What the class itself says, unknown or not; no generic speaks for it."""
        own = leaf(self.own, keys)
        if own is not None:
            self._write(keys, own, status_of(own), "")
        return own

    def others(self, *keys: str) -> tuple[str, tuple[Alternative, ...]]:
        """The text of the figure taken, and the figures standing beside it."""
        own = leaf(self.own, keys)
        if own is None or own.value is None:
            own = leaf(self.generic, keys)
        return (own.text, own.standing) if own is not None else ("", ())

    def derived(self, name: str, value: str, note: str) -> None:
        """Write down what follows from other values by a formula of ours."""
        row = ProvenanceRow(self.subject, name, value, Status.DESIGN, "", Confidence.DESIGN, note)
        self.rows.append(row)

    def ids(self, section: str) -> list[str]:
        """The mounts in a section: the class's own, or the generic's if the class says nothing of them."""
        own = self.own.get(section)
        return list(own if own is not None else (self.generic or {}).get(section, {}))

    def _missing(self, keys: tuple[str, ...]) -> str:
        what = ".".join(keys)
        if self.generic is None:
            return f"`{what}` is due: it is not given, and no `generic` is named to fill it"
        return f"`{what}` is due: neither this class nor {self.generic_id} gives it"

    def _write(self, keys: tuple[str, ...], stated: Stated, status: Status, note: str) -> None:
        confidence = "" if status is Status.UNKNOWN else str(confidence_of(stated))
        notes = [note, stated.note, *(self._beside(other) for other in stated.alternatives)]
        self.rows.append(
            ProvenanceRow(
                self.subject,
                ".".join(keys),
                stated.text,
                status,
                "; ".join(self.sources[key].citation for key in stated.sources),
                confidence,
                "; ".join(part for part in notes if part),
            )
        )

    def _beside(self, other: Alternative) -> str:
        cited = ", ".join(self.sources[key].citation for key in other.sources)
        words = f"rejected: {other.text}" if other.rejected else f"also published: {other.text}"
        reason = f": {other.rejected}" if other.rejected else ""
        note = f" ({other.note})" if other.note else ""
        return f"{words}{reason} [{cited}]{note}"


def is_design(stated: Stated) -> bool:
    """A value without a source, or one that says so itself, is a planning value of ours."""
    return not stated.sources or stated.confidence is Confidence.DESIGN


def status_of(stated: Stated) -> Status:
    if stated.value is None:
        return Status.UNKNOWN
    return Status.DESIGN if is_design(stated) else Status.PUBLISHED


def confidence_of(stated: Stated) -> Confidence:
    if is_design(stated):
        return Confidence.DESIGN
    return stated.confidence or Confidence.MEDIUM


def resolve_platform(platform_id: str, ledger: Ledger, sensors: Mapping[str, SensorClass]) -> Platform:
    """One platform class. Raises MissingError."""
    take = ledger.take
    speed_mps_max, decks, receives_hose, tows = map(take, ("speed_max", "decks", "receives_hose", "tows"))
    dives = (domain := Domain(take("domain"))) is Domain.SUBSURFACE
    mounts = _mounted_sensors(ledger, domain, sensors)
    flight = _flight(ledger, domain, cruise_mps := _at_most(ledger, "cruise", speed_mps_max, "speed_max"))
    guns, rigs, fuel = _guns(ledger), _rigs(ledger), _fuel(ledger, speed_mps_max)
    implies = {
        Capability.GUN: bool(guns),
        Capability.DECK: decks > 0,
        Capability.HOSE_DELIVERY: bool(rigs),
        Capability.HOSE_RECEPTION: receives_hose,
        Capability.TOW: tows,
        Capability.RADIO: take("radio"),
        Capability.TARGET: take("target"),
        **(_moves(domain, take("propelled"), flight) | _senses(mounts, sensors) | _fires(ledger)),
    }
    return Platform(
        id=platform_id,
        name=take("name"),
        type_code=take("type"),
        domain=domain,
        kind=SurfaceKind(take("kind")),
        length_m=(length_m := take("length")),
        beam_m=take("beam"),
        draught_m=take("draught"),
        mast_height_m=take("mast_height"),
        speed_mps_max=speed_mps_max,
        cruise_mps=cruise_mps,
        **vars(flight),
        accel_mps2=take("acceleration"),
        decel_mps2=take("deceleration"),
        turn_diameter_m=take("turn_diameter"),
        turn_radps_max=take("turn_rate_max"),
        radar_cross_section_m2=take("radar_cross_section"),
        contrast=take("contrast"),
        lights_cd=take("lights"),
        leeway=take("leeway"),
        noise=_noise(ledger, dives),
        echo=_echo(ledger) if dives else None,
        steering=answer_to_helm(ledger, length_m, speed_mps_max),
        moment_am2=_moment_am2(ledger, dives),
        depth_m_max=take("depth_max") if dives else 0.0,
        dive_mps=take("dive_rate") if dives else 0.0,
        fuel=fuel,
        cargo_fuel_kg=ledger.take_if_known("cargo_fuel") or 0.0,
        sensors=mounts,
        guns=guns,
        rigs=rigs,
        **_weapons(ledger),
        receives_hose=receives_hose,
        decks=decks,
        hangar=_hangar(ledger, domain, decks),
        tows=tows,
        capabilities=frozenset(capability for capability, has in implies.items() if has),
        description=_description(ledger),
        battery=battery(ledger, speed_mps_max, fuel) if dives else None,
    )


def _guns(ledger: Ledger) -> tuple[MountedGun, ...]:
    take = ledger.take
    return tuple(MountedGun(at, take("guns", at, "class"), take("guns", at, "rounds")) for at in ledger.ids("guns"))


def _rigs(ledger: Ledger) -> tuple[MountedRig, ...]:
    take = ledger.take
    return tuple(MountedRig(at, take("rigs", at, "class"), take("rigs", at, "side")) for at in ledger.ids("rigs"))


def _echo(ledger: Ledger) -> HullEcho:
    return HullEcho(*(ledger.take("echo", side) for side in ("bow", "quarter", "beam")))


@dataclass(frozen=True)
class _Flight:
    """What only aircraft have; zeros of others."""

    speed_mps_min: float = 0.0
    climb_mps: float = 0.0
    ceiling_m: float = 0.0


def _flight(ledger: Ledger, domain: Domain, cruise_mps: float) -> _Flight:
    """Raises MissingError where a figure of aircraft is missing, or stands at what does not fly."""
    if domain is not Domain.AIR:
        for key in ("speed_min", "climb_rate", "ceiling"):
            if key in ledger.own:
                raise MissingError((key,), f"aircraft alone have a `{key}`, not a unit of the domain {domain}")
        return _Flight()
    speed_mps_min = _at_most(ledger, "speed_min", cruise_mps, "cruise")
    return _Flight(speed_mps_min, ledger.take("climb_rate"), ledger.take("ceiling"))


def _moves(domain: Domain, propelled: bool, flight: _Flight) -> dict[Capability, bool]:
    """What follows from where and how a unit moves."""
    flies = domain is Domain.AIR and propelled
    return {
        Capability.MOVES: propelled,
        Capability.DIVES: domain is Domain.SUBSURFACE,
        Capability.FLIES: flies,
        Capability.HOVERS: flies and flight.speed_mps_min == 0.0,
    }


def _hangar(ledger: Ledger, domain: Domain, decks: int) -> int:
    """Room besides the spots; aircraft get there over a deck. Raises MissingError."""
    if domain is Domain.AIR and decks > 0:
        raise MissingError(("decks",), "aircraft land on ships and ashore: one of the domain air has no deck", "0")
    room: int = ledger.take_if_known("hangar") or 0
    if room > 0 and decks == 0:
        raise MissingError(("hangar",), "aircraft get into a hangar over a deck, and `decks` is 0")
    return room


def _mounted_sensors(ledger: Ledger, domain: Domain, sensors: Mapping[str, SensorClass]) -> tuple[MountedSensor, ...]:
    """What a platform carries. Raises MissingError for a sonar that hangs in no water."""
    take = ledger.take
    mounts = tuple(
        MountedSensor(
            at,
            take("sensors", at, "class"),
            take("sensors", at, "height"),
            ledger.take_if_known("sensors", at, "count") or 1,
        )
        for at in ledger.ids("sensors")
    )
    for mount in mounts:
        _refuse_out_of_place(mount, domain, sensors.get(mount.class_id))
    return mounts


_WEAPONS = ("torpedoes", "rockets", "surface_missiles", "decoys")


def _fires(ledger: Ledger) -> dict[Capability, bool]:
    """What missiles let a unit do."""
    return {
        Capability.STRIKES: bool(ledger.ids("surface_missiles")),
        Capability.DEFENDS: bool(ledger.ids("air_missiles")),
    }


def _weapons(ledger: Ledger) -> dict[str, Any]:
    """All that is mounted besides guns, and what a unit takes before she is out of action."""
    jammers = (MountedJammer(at, ledger.take("jammers", at, "class")) for at in ledger.ids("jammers"))
    return {
        **{section: _mounted_weapons(ledger, section) for section in _WEAPONS},
        "air_missiles": _air_missiles(ledger),
        "jammers": tuple(jammers),
        "staying_power": ledger.take_if_known("staying_power") or 0.0,
        "brought_down_by": ledger.take_if_known("brought_down_by") or 0,
    }


def _air_missiles(ledger: Ledger) -> tuple[MountedMissiles, ...]:
    """Launchers of missiles against what flies; one channel unless more are given."""
    take = ledger.take
    return tuple(
        MountedMissiles(
            at,
            take("air_missiles", at, "class"),
            take("air_missiles", at, "rounds"),
            ledger.take_if_known("air_missiles", at, "channels") or 1,
        )
        for at in ledger.ids("air_missiles")
    )


def _mounted_weapons(ledger: Ledger, section: str) -> tuple[MountedWeapon, ...]:
    """Torpedo tubes, rocket launchers, launchers of missiles against ships, or of decoys."""
    take = ledger.take
    return tuple(
        MountedWeapon(at, take(section, at, "class"), take(section, at, "rounds")) for at in ledger.ids(section)
    )


def _refuse_out_of_place(mount: MountedSensor, domain: Domain, kind: SensorClass | None) -> None:
    """Aircraft lower sonars and drop buoys, ships do neither, units on land have none; a magnetic anomaly is found from
    the air. Raises MissingError."""
    at = ("sensors", mount.id)
    if isinstance(kind, MagneticClass) and domain is not Domain.AIR:
        raise MissingError((*at, "class"), f"`{kind.id}` is flown over the water: this is a {domain} unit")
    drops = isinstance(kind, SonarClass) and kind.life_s > 0.0
    if mount.count > 1 and kind is not None and not drops:
        raise MissingError((*at, "count"), f"buoys alone are carried by number; `{kind.id}` is none", "1")
    if not isinstance(kind, SonarClass):
        return
    lowers_or_drops = drops or kind.winch_mps > 0.0
    if domain is Domain.LAND or (domain is Domain.AIR and not lowers_or_drops):
        text = f"a sonar hangs in water: a unit of the domain {domain} has none"
        if domain is Domain.AIR:
            text += f" but one with a `winch` (a dipping sonar) or a `life` (a buoy), and `{kind.id}` has neither"
        raise MissingError((*at, "class"), text)
    if domain is not Domain.AIR and lowers_or_drops:
        raise MissingError((*at, "class"), f"`{kind.id}` is lowered or dropped from aircraft: this is a {domain} unit")


def _senses(mounts: Sequence[MountedSensor], sensors: Mapping[str, SensorClass]) -> dict[Capability, bool]:
    """What sensors let a unit do. A sonar that is lowered or dropped is none that a hull listens with."""
    kinds = [sensors[mount.class_id] for mount in mounts if mount.class_id in sensors]
    sonars = [one for one in kinds if isinstance(one, SonarClass)]
    return {
        Capability.RADAR: any(one.kind is SensorKind.RADAR for one in kinds),
        Capability.SIGHT: any(one.kind is SensorKind.SIGHT for one in kinds),
        Capability.SONAR: any(one.winch_mps == one.life_s == 0.0 for one in sonars),
        Capability.DIPS: any(one.winch_mps > 0.0 for one in sonars),
        Capability.BUOYS: any(one.life_s > 0.0 for one in sonars),
    }


def _noise(ledger: Ledger, dives: bool) -> HullNoise | None:
    """A submarine's four levels, which are due; a ship's class speed, if she is said to make noise."""
    take = ledger.take
    if dives:
        levels = (take("noise", key) for key in ("quiet", "quiet_speed", "inception", "cavitation"))
        return HullNoise(0.0, 0.0, *levels)
    class_mps = ledger.take_if_known("noise", "class_speed")
    if class_mps is None:
        return None
    return HullNoise(class_mps, ledger.take_if_known("noise", "hump") or 0.0, 0.0, 0.0, 0.0, 0.0)


def _moment_am2(ledger: Ledger, dives: bool) -> float:
    """Of what dives, if it is of steel. Raises MissingError where it stands at what does not."""
    if not dives and "magnetic_moment" in ledger.own:
        raise MissingError(("magnetic_moment",), "submarines alone have a `magnetic_moment`: ships are seen")
    return (ledger.take_if_known("magnetic_moment") or 0.0) if dives else 0.0


def _at_most(ledger: Ledger, key: str, limit: float, limit_key: str) -> float:
    value: float = ledger.take(key)
    if value > limit:
        raise MissingError((key,), f"`{key}` is greater than `{limit_key}`")
    return value


def _fuel(ledger: Ledger, speed_mps_max: float) -> FuelCurve | None:
    """The curve of `fleetex.library.fuel`; None if neither the class nor its generic burns fuel."""
    if "fuel" not in ledger.own and "fuel" not in (ledger.generic or {}):
        return None
    taken = ledger.take("fuel", "range")
    taken_text, standing = ledger.others("fuel", "range")
    hotel_share = ledger.take("fuel", "hotel_share")
    if hotel_share >= 1.0 or taken.speed_mps > speed_mps_max:
        raise MissingError(("fuel",), "the hotel's share is less than 100 %, the speed of `range` at most `speed_max`")
    curve = fuel_curve(
        power_w=ledger.take("fuel", "power"),
        consumption_kgpj=ledger.take("fuel", "consumption"),
        speed_mps_max=speed_mps_max,
        exponent=ledger.take("fuel", "exponent"),
        hotel_share=hotel_share,
        taken=taken,
        others=tuple((other.text, other.value) for other in standing if other.value is not None),
        taken_text=taken_text,
    )
    ledger.derived(
        "fuel.rate",
        f"{curve.hotel_kgps * 3600.0:.0f} kg/h + {curve.a:.4g} kg/s x (V in m/s)^{curve.n:g}",
        "hotel load + a V^n: a from power and consumption at full speed, hotel from its share at the endurance speed",
    )
    band = f"band {curve.capacity_kg_low / 1000.0:.0f} to {curve.capacity_kg_high / 1000.0:.0f} t: {curve.band_text}"
    ledger.derived(
        "fuel.bunker",
        f"{curve.capacity_kg / 1000.0:.0f} t",
        "what the endurance taken implies on this curve" + (f"; {band}" if curve.band_text else ""),
    )
    return curve


def _description(ledger: Ledger) -> dict[str, str]:
    """What the order of battle prints; the unknown stays unknown, no generic speaks of one real class."""
    found = {}
    for key in DESCRIPTION.fields:
        stated = ledger.own_only("description", key)
        if stated is not None:
            found[key] = stated.text if stated.value is not None else Status.UNKNOWN.value
    return found


def resolve_gun(gun_id: str, ledger: Ledger) -> GunClass:
    """A gun. Raises MissingError."""
    take = ledger.take
    return GunClass(
        id=gun_id,
        name=take("name"),
        calibre_m=take("calibre"),
        shell_kg=take("shell"),
        muzzle_mps=take("muzzle_velocity"),
        form_factor=take("form_factor"),
        range_m_max=take("range_max"),
        elevation_rad_max=take("elevation_max"),
        barrels=take("barrels"),
        rate_per_s=take("rate"),
        elevation_sd_rad=take("elevation_sd"),
        bearing_sd_rad=take("bearing_sd"),
        muzzle_sd_mps=take("muzzle_sd"),
        muzzle_bias_sd_mps=take("muzzle_bias_sd"),
        wind_error_sd_mps=take("wind_error_sd"),
        lay_sd_rad=take("lay_sd"),
        air=resolve_air_fire(ledger, "air" in ledger.own or "air" in (ledger.generic or {})),
    )


def resolve_rig(rig_id: str, ledger: Ledger) -> RigClass:
    """A rig. Raises MissingError."""
    take = ledger.take
    gap_m = (take("gap_min"), take("gap_max"))
    if gap_m[0] >= gap_m[1]:
        raise MissingError(("gap_min",), "`gap_min` is less than `gap_max`")
    return RigClass(
        id=rig_id,
        name=take("name"),
        rate_kgps=take("rate"),
        gap_m=gap_m,
        connect_s=take("connect"),
        clear_s=take("clear"),
        emergency_clear_s=take("emergency_clear"),
        sea_state_max=take("sea_state_max"),
    )
