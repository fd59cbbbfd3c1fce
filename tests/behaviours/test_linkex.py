"""LINKEX played by four ships: reporting in, counts, duals, missing tracks, silence and relay, sets that fail."""

from typing import Any

from fleetex.behaviours import linkex
from fleetex.engine import events
from fleetex.engine.orders import SetEmission
from fleetex.vocabulary import SerialState, SurfaceKind
from tests.behaviours.sea import CENTRE, Boat, Sea, completed, offset

SHIPS = ("alfa", "bravo", "charlie", "delta")
TRADERS = ("trader", "fisher")
NMI_M = 1852.0


def net(restore: bool = False, **envelope: Any) -> Sea:
    """Four ships on a line, six miles apart; a trader that alfa and bravo hold, a fisher that delta alone holds."""
    boats = [Boat(unit, offset(CENTRE, 1.57, 6.0 * NMI_M * i), speed_mps=0.0) for i, unit in enumerate(SHIPS)]
    boats.append(Boat("trader", offset(CENTRE, 0.0, 5.0 * NMI_M), kind=SurfaceKind.MERCHANT, identity=False))
    boats.append(Boat("fisher", offset(CENTRE, 1.3, 25.0 * NMI_M), kind=SurfaceKind.MERCHANT, identity=False))
    sea = Sea(boats)
    sea.restore = restore
    for ship in ("charlie", "delta"):
        sea.blind.add((ship, "trader"))
        sea.told[ship, "trader"] = "alfa"
    for ship in ("alfa", "bravo", "charlie"):
        sea.blind.add((ship, "fisher"))
        sea.told[ship, "fisher"] = "delta"
    params = {"link": "DATA", "check_every": "12 min"} | envelope.pop("params", {})
    sea.brief(linkex.KIND, linkex.doctrine, {"all": SHIPS}, "alfa", params=params, **envelope)
    return sea


def plots(sea: Sea) -> list[list[list[Any]]]:
    return [row["plot"] for row in sea.logged("net plot", "alfa")]


def test_all_report_in_are_counted_and_the_net_closes_when_the_last_check_is_compared() -> None:
    sea = net(params={"silent": []})
    sea.run()
    assert completed(sea)
    assert {row["other"] for row in sea.logged("reported in")} == {"bravo", "charlie", "delta"}
    assert len(sea.logged("net plot")) == 3
    counts = {row["other"]: (row["own"], row["by_link"]) for row in sea.logged("track count") if row["check"] == 1}
    assert counts == {"alfa": (1, 1), "bravo": (1, 1), "charlie": (0, 2), "delta": (1, 1)}
    assert sea.ended_s < 2400.0
    assert sea.ended.reason == (
        "4 of 4 units on the link, 3 of 3 checks; 2 contacts on the net plot at most; 0 dual designations called out; "
        "0 tracks still missing on a unit's picture"
    )


def test_two_holders_of_one_contact_share_a_net_number_and_the_members_of_the_net_are_no_contacts() -> None:
    sea = net(params={"silent": []})
    sea.run()
    first = plots(sea)[0]
    assert len({net for net, _, _ in first}) == 2
    assert {unit for net, unit, _ in first if net == first[0][0]} == {"alfa", "bravo"}


def test_holders_that_differ_by_more_than_the_correlation_distance_give_one_contact_two_numbers() -> None:
    sea = net(params={"silent": [], "correlation": "500 yd"})
    sea.off_m["bravo", "trader"] = 800.0
    sea.run()
    assert all(len({net for net, _, _ in plot}) == 3 for plot in plots(sea))
    assert sea.logged("dual designation") == []


def test_a_dual_designation_is_called_out_once_the_two_come_together() -> None:
    sea = net(params={"silent": [], "correlation": "500 yd"})
    sea.off_m["bravo", "trader"] = 800.0
    sea.at(900.0, "alfa", lambda: sea.off_m.clear())
    sea.run()
    (dual,) = sea.logged("dual designation")
    assert (dual["check"], dual["holders"]) == (2, ["bravo"])
    assert len({net for net, _, _ in plots(sea)[-1]}) == 2
    heard = [told for _, unit, told in sea.heard if unit == "bravo" and told.kind == "corrections"]
    assert next(told.body["drop"] for told in heard if told.body["check"] == 2) == [[dual["drop"], dual["keep"]]]


def test_a_track_that_a_unit_lacks_is_asked_of_the_unit_that_reports_it() -> None:
    sea = net(params={"silent": []})
    del sea.told["bravo", "fisher"]
    sea.run()
    lacking = sea.logged("missing track")
    assert {(row["other"], row["reporter"]) for row in lacking} == {("bravo", "delta")}
    asked = sea.logged("reporter asked")
    assert {(row["other"], tuple(row["lacking"]), row["result"]) for row in asked} == {
        ("delta", ("bravo",), "reports it")
    }
    assert "1 track still missing" in sea.ended.reason


def test_each_unit_falls_silent_about_a_check_of_its_own_and_rejoins() -> None:
    sea = net(params={"silence": "8 min"})
    sea.run()
    assert completed(sea)
    assert [row["silent"] for row in sea.logged("net plot")] == ["", "bravo", "charlie", "delta", ""]
    assert {row["other"] for row in sea.logged("silence test")} == {"bravo", "charlie", "delta"}
    for ship in ("bravo", "charlie", "delta"):
        assert [order.on for order in sea.given(SetEmission, ship)] == [False, True]
        (rejoined,) = sea.logged("link rejoined", ship)
        assert rejoined["seconds"] == 480.0
    assert sea.ended.reason.endswith("3 of 3 silent units rejoined")
    assert not [row for row in sea.logged("track count") if row["check"] == 2 and row["other"] == "bravo"]


def test_the_silence_of_a_relay_shows_what_the_others_had_through_her() -> None:
    sea = net(params={"silent": [], "relay": "charlie"})

    def cut() -> None:
        for ship in ("alfa", "bravo"):
            sea.told.pop((ship, "fisher"))

    sea.at(600.0, "alfa", cut)
    sea.run()
    (test,) = sea.logged("silence test")
    assert (test["other"], test["relay"]) == ("charlie", True)
    assert test["lost"] == {"alfa": 1, "bravo": 1, "delta": 0}


def test_a_unit_that_never_answers_is_called_at_each_check_and_left_out_of_the_plot() -> None:
    sea = net()
    sea.cut |= {("TG1", "delta"), ("TG2", "delta")}
    sea.run()
    assert completed(sea)
    assert sea.ended.reason.startswith("3 of 4 units on the link")
    assert "delta" not in {unit for plot in plots(sea) for _, unit, _ in plot}
    assert [row["other"] for row in sea.logged("drill left out")] == ["delta"]
    assert len([row for row in sea.logged("no answer", "alfa") if row["other"] == "delta"]) >= 3


def test_a_late_unit_reports_in_when_she_is_called_again() -> None:
    sea = net(params={"silent": []})
    sea.cut |= {("TG1", "delta"), ("TG2", "delta")}
    sea.at(700.0, "alfa", lambda: sea.cut.clear())
    sea.run()
    (late,) = [row for row in sea.logged("reported in") if row["other"] == "delta"]
    assert late["late"] is True
    assert late["seconds"] > 700.0
    assert "delta" in {row["other"] for row in sea.logged("track count") if row["check"] == 3}
    assert sea.ended.reason.startswith("4 of 4 units on the link")


def test_reports_that_are_lost_at_one_check_are_told_and_the_next_check_has_them() -> None:
    sea = net(params={"silent": []})
    cut = {("TG1", "charlie"), ("TG2", "charlie")}
    sea.at(900.0, "alfa", lambda: sea.cut.update(cut))
    sea.at(1400.0, "alfa", lambda: sea.cut.clear())
    sea.run()
    assert completed(sea)
    assert [(row["other"], row["check"]) for row in sea.logged("no count")] == [("charlie", 2)]
    counted = [row["check"] for row in sea.logged("track count") if row["other"] == "charlie"]
    assert counted == [1, 3]


def test_net_controls_own_link_set_may_fail_and_she_goes_on_by_voice() -> None:
    sea = net(params={"silent": []})
    sea.at(200.0, "alfa", events.CircuitFailed("DATA"))
    sea.at(200.0, "alfa", lambda: sea.told.pop(("alfa", "fisher")))
    sea.run()
    assert completed(sea)
    mine = [row for row in sea.logged("track count") if row["other"] == "alfa"]
    assert [row["set"] for row in mine] == [False, False, False]
    assert {row["other"] for row in sea.logged("missing track")} == {"alfa"}
    assert sea.logged("circuit down", "alfa")[0]["circuit"] == "DATA"


def test_a_reporter_whose_set_has_failed_says_so() -> None:
    sea = net(params={"silent": []})
    sea.at(100.0, "delta", events.CircuitFailed("DATA"))
    for ship in ("alfa", "bravo", "charlie"):
        del sea.told[ship, "fisher"]
    sea.run()
    assert {row["result"] for row in sea.logged("reporter asked")} == {"own set has failed"}
    assert completed(sea)


def test_net_control_whose_every_voice_set_fails_ends_it_in_words() -> None:
    sea = net()
    sea.cut |= {("TG1", "alfa"), ("TG2", "alfa")}
    sea.run()
    assert sea.ended.state is SerialState.ABORTED
    assert sea.ended.reason == "no unit reported in on the link"


def test_a_window_that_ends_within_a_silence_leaves_nobody_silent() -> None:
    sea = net(params={"silence": "8 min"}, end_s=900.0)
    sea.run()
    assert [order.on for order in sea.given(SetEmission, "bravo")] == [False, True]
    assert completed(sea)
    assert "of 5 checks" in sea.ended.reason


def test_a_saved_and_restored_net_plays_the_same() -> None:
    plain, saved = net(), net(restore=True)
    plain.run()
    saved.run()
    assert plain.log == saved.log
    assert plain.ended == saved.ended
