"""A tanker's hoses: in turn, one on each side, and none for who has gone on without."""

import pytest
from msgspec.structs import replace

from fleetex.behaviours import airpatrol
from fleetex.behaviours.airpatrol_fuel import AGAIN_TAG, Serving
from fleetex.engine.events import Disconnected, OrderRefused, PumpDone, RigConnected, TimerRang
from fleetex.engine.orders import ConnectRig, Disconnect, Order, Pump, SetTimer
from fleetex.engine.view import Briefing
from tests.behaviours.sea import CENTRE, RIG, Boat, Sea, Window

RECEIVERS = ("alfa", "bravo", "charlie")
WANTED_KG = 2_000.0


class Pods:
    """The hoses of a tanker whom three ask for fuel: alfa and charlie to starboard, bravo to port."""

    def __init__(self) -> None:
        pods = [replace(RIG, rig=side, side=side) for side in ("starboard", "port")]
        sea = Sea([Boat("tanker", CENTRE, rigs=pods), *(Boat(unit, CENTRE) for unit in ("lead", *RECEIVERS))])
        params = {"route": ["39-00.0N 133-00.0E", "40-00.0N 134-00.0E"], "refuels": RECEIVERS}
        roles = {"lead": ("lead",), "escort": RECEIVERS, "tanker": ("tanker",)}
        sea.brief(airpatrol.KIND, airpatrol.doctrine, roles, "lead", params=params)
        self.view, self.serving = Window(sea, "tanker"), Serving()
        self.briefing: Briefing = sea.doctrines["tanker"].briefing

    def asks(self, unit: str) -> list[Order]:
        return self.serving.asked(self.view, self.briefing, unit, WANTED_KG)

    def when(self, *events: object) -> list[Order]:
        return [order for event in events for order in self.serving.on_event(self.view, event, self.briefing)]


@pytest.fixture
def pods() -> Pods:
    return Pods()


def test_two_are_served_at_once_and_the_third_when_her_side_is_free(pods: Pods) -> None:
    assert [pods.asks(unit) for unit in RECEIVERS] == [
        [ConnectRig("starboard", "alfa")],
        [ConnectRig("port", "bravo")],
        [],
    ]
    assert pods.when(RigConnected("port", "bravo")) == [Pump("port", "bravo", WANTED_KG)]
    assert pods.when(PumpDone("port", "bravo", WANTED_KG, "as asked")) == [Disconnect("port", "bravo")]
    assert pods.when(Disconnected("port", "bravo")) == []
    assert pods.when(Disconnected("starboard", "alfa")) == [ConnectRig("starboard", "charlie")]


def test_a_hose_that_could_not_be_passed_is_passed_again(pods: Pods) -> None:
    pods.asks("alfa")
    (again,) = pods.when(OrderRefused("ConnectRig", "too far", "starboard"))
    assert isinstance(again, SetTimer)
    assert again.tag == AGAIN_TAG
    assert pods.when(TimerRang(AGAIN_TAG)) == [ConnectRig("starboard", "alfa")]


def test_no_hose_is_passed_to_who_has_gone_on_without(pods: Pods) -> None:
    for unit in RECEIVERS:
        pods.asks(unit)
    pods.serving.over("charlie")
    assert pods.when(Disconnected("starboard", "alfa"), TimerRang(AGAIN_TAG)) == []
