"""Anybody's tables of published values: what is wrong in them is named with its line, the rest is judged."""

from pathlib import Path

import pytest

from fleetex.validation import TruthError, judge, read_truth
from fleetex.validation.judging import Status, error_of

HEAD = "case,quantity,expected,unit,tolerance,tol_kind,in_h1_m,in_h2_m,source,source_kind"
GOOD = "H-1,horizon_range,26.06,km,0.1,abs,20,20,ours,document"


def folder_with(tmp_path: Path, *lines: str, name: str = "06_radar.csv", head: str = HEAD) -> Path:
    (tmp_path / name).write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "H-2,horizon_range,26.06,nmi,0.1,abs,20,20,ours,document",
            "found unit 'nmi' of horizon_range; its unit is km",
        ),
        ("H-2,horizon_range,far,km,0.1,abs,20,20,ours,document", "found expected 'far'; a number is due"),
        ("H-2,horizon_range,nan,km,0.1,abs,20,20,ours,document", "found expected 'nan'; a number is due"),
        ("H-2,horizon_range,26.06,km,-1,abs,20,20,ours,document", "found tolerance '-1'; a number, 0 or more, is due"),
        ("H-2,horizon_range,26.06,km,0.1,about,20,20,ours,document", "found tol_kind 'about'"),
        ("H-2,horizon_range,26.06,km,0.1,abs,20,20,ours,rumour", "found source_kind 'rumour'"),
        ("H-2,horizon_range,26.06,km,0.1,abs,high,20,ours,document", "in_h1_m 'high': a number is due"),
        ("H-2,horizon_range,26.06,km,0.1,abs,,20,ours,document", "no in_h1_m: horizon_range needs it"),
        ("H-2,horizon_range,26.06,km,0.1,abs,20,20", "another number of cells than columns"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_is_judged(tmp_path: Path, line: str, said: str) -> None:
    judged = judge(read_truth(folder_with(tmp_path, line, GOOD.replace("26.06", "36.9"))))
    assert [(fault.file, fault.line) for fault in judged.faults] == [("06_radar.csv", 2)]
    assert said in str(judged.faults[0])
    assert [(one.quantity, len(one.cases), one.met) for one in judged.quantities if one.cases] == [
        ("horizon_range", 1, 1)
    ]


def test_a_table_without_a_column_is_named(tmp_path: Path) -> None:
    judged = judge(read_truth(folder_with(tmp_path, "H-1,horizon_range,1", head="case,quantity,expected")))
    assert "no column unit, tolerance, tol_kind, source, source_kind" in str(judged.faults[0])


def test_a_folder_without_tables_is_no_truth(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="holds no table of published values"):
        read_truth(tmp_path)
    with pytest.raises(TruthError, match="is not a folder"):
        read_truth(tmp_path / "nowhere")


def test_a_model_that_raises_falls_short(tmp_path: Path) -> None:
    line = "A-1,received_power,1,W,0.1,rel,1,30,0,1,10,ours,document"
    head = (
        "case,quantity,expected,unit,tolerance,tol_kind,in_Pt_W,in_G_dB,in_f_GHz,in_sigma_m2,in_R_km,source,source_kind"
    )
    (one,) = judge(read_truth(folder_with(tmp_path, line, head=head))).quantities
    assert one.status is Status.SHORT
    assert one.worst is not None
    assert "ZeroDivisionError" in one.worst.trouble


def test_a_quantity_that_no_model_knows_is_listed_as_not_modelled(tmp_path: Path) -> None:
    judged = judge(read_truth(folder_with(tmp_path, "X-1,warp_factor,9,1,0,abs,,,ours,document")))
    assert [(one.quantity, one.status) for one in judged.quantities] == [("warp_factor", Status.NOT_MODELLED)]
    assert not judged.short


def test_a_table_of_another_name_is_known_by_its_quantities(tmp_path: Path) -> None:
    judged = judge(read_truth(folder_with(tmp_path, GOOD.replace("26.06", "36.9"), name="mine.csv")))
    assert [(one.topic, one.met) for one in judged.quantities] == [("mine", 1)]


def test_angles_are_compared_modulo_a_turn_and_times_in_seconds() -> None:
    rows = {row.case + row.quantity: row for row in read_truth(None).rows}
    turn = rows["GEO-INV-001azi1"]
    assert error_of(turn, float(turn.expected) + 360.0) == pytest.approx(0.0, abs=1e-9)
    dawn = next(row for row in rows.values() if row.quantity == "civil_dawn")
    assert error_of(dawn, 0.0) > 1e9


BOARD = (
    "case,quantity,expected,unit,tolerance,tol_kind,in_own_course_deg,in_own_speed_kn,in_tgt_bearing_deg,"
    "in_tgt_range_nmi,in_tgt_course_deg,in_tgt_speed_kn,source,source_kind"
)


@pytest.mark.parametrize(
    ("quantity", "expected", "unit", "motion"),
    [
        ("tcpa", 0.0, "min", "0,10,45,5,0,10"),
        ("cpa_range", 5.0, "nmi", "0,10,45,5,0,10"),
        ("tcpa", 1200.0, "min", "90,10,90,20,90,9"),
        ("cpa_range", 0.0, "nmi", "90,10,90,20,90,9"),
        ("tcpa", 1500.0, "min", "0,10,180,5,0,10.2"),
        ("cpa_range", 5.0, "nmi", "0,0,45,5,180,0"),
    ],
)
def test_ships_that_keep_their_range_or_meet_after_a_day_are_judged_too(
    tmp_path: Path, quantity: str, expected: float, unit: str, motion: str
) -> None:
    """On the manoeuvring board: no relative motion; 1 kn of it over 20 nmi; 0.2 kn of it over 5 nmi."""
    tolerance = 0.5 if unit == "min" else 0.01
    line = f"C-1,{quantity},{expected},{unit},{tolerance},abs,{motion},ours,closed-form"
    (one,) = judge(read_truth(folder_with(tmp_path, line, name="01_geodesy.csv", head=BOARD))).quantities
    assert one.status is Status.MET, one.worst


def test_a_text_is_right_or_wrong(tmp_path: Path) -> None:
    head = "case,quantity,expected,unit,tolerance,tol_kind,in_height_m,in_length_m,source,source_kind"
    lines = ("S-1,swell_height_class,heavy,text,0,exact,4.1,90,ours,document",
             "S-2,swell_length_class,long,text,0,exact,4.1,200,ours,document")  # fmt: skip
    right, wrong = judge(read_truth(folder_with(tmp_path, *lines, name="sea.csv", head=head))).quantities
    assert (right.status, wrong.status) == (Status.MET, Status.SHORT)
