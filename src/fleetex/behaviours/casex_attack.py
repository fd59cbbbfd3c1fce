"""CASEX: what a hunter attacks with: a practice weapon if the serial wants one and she has it, else a mark on paper.

She attacks where she believes the contact to be, sets her weapon for a depth that she does not know, and never learns
what came of it: that is assessed afterwards, from the recording.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.casex_params import ProsecutionParams, hunting, prosecution_params_of, quarry
from fleetex.behaviours.conduct import Part
from fleetex.engine.events import Event, OrderRefused, WeaponLaunched
from fleetex.engine.orders import Launch, Log, Order, Position, TrackId
from fleetex.engine.view import TrackEstimate, View, WeaponState
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import SurfaceKind

Figures = dict[str, Any]
ATTACK = "attack"
REACH_SHARE = 0.75
"""Design value: of a weapon's reach, within which a hunter who still closes attacks with it."""
NEARER = 1.25
"""A hunter who stands off attacks from there: a quarter is allowed for how well she keeps her distance."""


@dataclass
class Attacker(Part):
    """Who attacks: a ship or an aircraft."""

    attacked_s: float = -1.0e9
    attacks: int = 0
    aimed: dict[str, Any] = field(default_factory=dict)
    """Figures of the attack whose weapon she has ordered away."""

    def attack(self, view: View, estimate: TrackEstimate, held: TrackId | None) -> list[Order]:
        """Attack if the contact is near and sure enough, and it is time."""
        params = prosecution_params_of(self.briefing)
        if not self.attack_is_due(view, estimate):
            return []
        if params.weapon != "none" and waits(view, params, estimate.range_m):
            return []
        self.attacks, self.attacked_s = self.attacks + 1, view.time_s
        figures = aim_of(self.attacks, estimate)
        if params.weapon == "none" or held is None:
            return self._attacked(simulated(figures, ""))
        mount, reason = ready_weapon(view, params, estimate.range_m)
        if mount is None:
            return self._attacked(simulated(figures, reason))
        self.aimed = figures
        return [launch(mount, params, held, quarry(self.briefing), self.attacks, self.briefing.serial)]

    def drop(self, view: View, place: Position, error_m: float) -> list[Order]:
        """Attack where she reckons the contact to be by now: she holds it no more."""
        params = prosecution_params_of(self.briefing)
        range_m, _ = view.range_and_bearing(view.own().position, place)
        self.attacks, self.attacked_s = self.attacks + 1, view.time_s
        figures = figures_at(self.attacks, place, range_m, error_m)
        mount, reason = ready_weapon(view, params, range_m)
        if mount is None:
            return self._attacked(simulated(figures, reason))
        self.aimed = figures
        return [launch(mount, params, place, quarry(self.briefing), self.attacks, self.briefing.serial)]

    def is_it(self, view: View, estimate: TrackEstimate) -> bool:
        """Whether the contact that she holds is taken for what she hunts."""
        return estimate.kind is SurfaceKind.SUBMARINE

    def attack_is_due(self, view: View, estimate: TrackEstimate) -> bool:
        """Whether she may attack again, and the contact is taken for what she hunts, near and sure enough."""
        params = prosecution_params_of(self.briefing)
        return (
            self.is_it(view, estimate)
            and self.attacks < params.attacks
            and view.time_s - self.attacked_s >= params.attack_every
            and estimate.range_m <= params.attack_range
            and estimate.position_sd_m <= params.attack_error
        )

    def weapon_told(self, event: Event) -> list[Order]:
        """The weapon is away, or could not be launched: then the attack is simulated."""
        match event:
            case WeaponLaunched() if self.aimed:
                return self._attacked(with_weapon(self.aimed, prosecution_params_of(self.briefing), event))
            case OrderRefused("Launch", reason) if self.aimed:
                return self._attacked(simulated(self.aimed, reason))
            case _:
                return []

    def _attacked(self, log: Log) -> list[Order]:
        self.aimed = {}
        return [log, *self.tell_hunters(ATTACK, {"number": float(self.attacks)})]

    def tell_hunters(self, kind: str, body: dict[str, float]) -> list[Order]:
        """Say something to everybody who hunts, and to the OCE."""
        return self.radio.tell(hunting(self.briefing), kind, dict(body))


def may_be_it(estimate: TrackEstimate) -> bool:
    """Whether a contact is one to close and hold: taken for a submarine, or for nothing yet and unseen."""
    return estimate.kind is SurfaceKind.SUBMARINE or (estimate.kind is None and estimate.unseen)


def dismissed(kind: SurfaceKind) -> Log:
    """The contact that she held is taken for something else now."""
    return Log("contact dismissed", f"The contact is no submarine: taken for a {kind.value}.", {"kind": kind.value})


def aim_of(number: int, estimate: TrackEstimate) -> Figures:
    """The figures of an attack: its number, and where the contact is believed to be."""
    return figures_at(number, estimate.position, estimate.range_m, estimate.position_sd_m)


def figures_at(number: int, place: Position, range_m: float, error_m: float) -> Figures:
    """The same of a place."""
    return {
        "number": number,
        "lat_deg": place.lat_rad / DEG_RAD,
        "lon_deg": place.lon_rad / DEG_RAD,
        "range_m": range_m,
        "error_m": error_m,
    }


def waits(view: View, params: ProsecutionParams, range_m: float) -> bool:
    """Whether she has a weapon whose reach she has still to come into, with a quarter to spare: the contact may run."""
    reaches = [mount.range_m_max for mount in view.weapons() if mount.kind == params.weapon and mount.rounds > 0]
    return bool(reaches) and range_m > max(NEARER * params.stand_off, REACH_SHARE * max(reaches))


def ready_weapon(view: View, params: ProsecutionParams, range_m: float) -> tuple[WeaponState | None, str]:
    """A mount of the kind that the serial wants, with rounds and reach; else why there is none."""
    mounts = [mount for mount in view.weapons() if mount.kind == params.weapon]
    if not mounts:
        return None, f"she carries no {'torpedoes' if params.weapon == 'torpedo' else params.weapon}"
    loaded = [mount for mount in mounts if mount.rounds > 0]
    if not loaded:
        return None, "the magazine is empty"
    near = [mount for mount in loaded if mount.range_m_min <= range_m <= mount.range_m_max]
    if not near:
        return None, "the contact is out of the weapon's range"
    return max(near, key=lambda mount: mount.rounds), ""


def launch(
    mount: WeaponState, params: ProsecutionParams, aim: TrackId | Position, target: str, number: int, serial: str
) -> Launch:
    """The order to launch at a track, or at a place."""
    return Launch(
        mount=mount.mount,
        salvo=f"{serial}/{number}",
        track=None if isinstance(aim, Position) else aim,
        place=aim if isinstance(aim, Position) else None,
        rounds=mount.salvo,
        depth_m=params.weapon_depth,
        clear_m=params.clear_of_ships,
        target=target,
    )


def simulated(figures: Figures, reason: str) -> Log:
    """An attack that is only written down, and why."""
    because = f": {reason}" if reason else ""
    text = f"Simulated attack {figures['number']} at {figures['range_m'] / NMI_M:.1f} nmi{because}."
    return Log("attack", text, figures | ({"reason": reason} if reason else {}))


def with_weapon(figures: Figures, params: ProsecutionParams, launched: WeaponLaunched) -> Log:
    """An attack with a practice weapon."""
    what = "a torpedo" if params.weapon == "torpedo" else f"{launched.rounds} charges"
    text = f"Attack {figures['number']} with {what} at {figures['range_m'] / NMI_M:.1f} nmi."
    more = {"weapon": params.weapon, "mount": launched.mount, "salvo": launched.salvo, "rounds": launched.rounds}
    return Log("attack", text, figures | more)
