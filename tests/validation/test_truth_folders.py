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


def test_a_table_may_be_written_as_other_programs_write_it(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, capitals, blanks round cells, other columns, rows without anything."""
    lines = [
        '"Case","Quantity","Expected","Unit","Tolerance","Tol_Kind","in_h2_m"," in_h1_m","note","Source","Source_Kind"',
        '"H-1","horizon_range"," 36.9","kilometres","0.1","ABS","20","20","a, b","ours","Document"',
        ",,,,,,,,,,",
    ]
    (tmp_path / "06_Radar.CSV").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    judged = judge(read_truth(tmp_path))
    assert not judged.faults
    assert [(one.quantity, one.met) for one in judged.quantities] == [("horizon_range", 1)]


@pytest.mark.parametrize(("unit", "taken"), [("NM", True), ("nm", True), ("nautical miles", True), ("km", False)])
def test_a_unit_may_be_spelt_otherwise_but_not_be_another(tmp_path: Path, unit: str, taken: bool) -> None:
    """In a table of any name: whose quantity is known, its unit is too."""
    head = "case,quantity,expected,unit,tolerance,tol_kind,in_R_nmi,source,source_kind"
    line = f"S-1,sweep_width_definite_range,24,{unit},0,abs,12,ours,closed-form"
    judged = judge(read_truth(folder_with(tmp_path, line, name="mine.csv", head=head)))
    assert [one.met for one in judged.quantities] == ([1] if taken else [])
    assert [str(fault) for fault in judged.faults] == (
        [] if taken else [f"mine.csv:2: found unit '{unit}' of sweep_width_definite_range; its unit is nmi"]
    )


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_judged(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD.replace("26.06", "36.9"))
    (tmp_path / "01_geodesy.csv").write_text("")
    (tmp_path / "05_search.csv").write_bytes(HEAD.encode() + b"\n" + GOOD.encode() + b"\nS\xb0\n")
    (tmp_path / "07_sun.csv").write_text("case,case,quantity,expected,unit,tolerance,tol_kind,source,source_kind\n")
    judged = judge(read_truth(tmp_path))
    assert [str(fault).partition(";")[0] for fault in judged.faults] == [
        "01_geodesy.csv:1: found an empty file",
        "05_search.csv:3: found what is not UTF-8 text",
        "07_sun.csv:1: found column case twice",
    ]
    assert [one.met for one in judged.quantities] == [1]


def test_a_quantity_in_the_table_of_another_topic_is_judged_all_the_same(tmp_path: Path) -> None:
    head = "case,quantity,expected,unit,tolerance,tol_kind,in_f_MHz,in_d_km,source,source_kind"
    line = "F-1,FSPL,92.45,dB,0.01,abs,1000,1,ITU-R P.525,document"
    (one,) = judge(read_truth(folder_with(tmp_path, line, head=head))).quantities
    assert (one.status, one.topic) == (Status.MET, "06_radar")


WATER = (
    "case,quantity,expected,unit,tolerance,tol_kind,in_f_Hz,in_D_m,in_c1,in_rho1,in_c2,in_rho2,in_r_m,"
    "in_attn_dB_per_lambda,in_zs_m,in_zr_m,in_env,source,source_kind"
)


@pytest.mark.parametrize(
    ("line", "model"),
    [
        ("A,TL_coherent,78.297,dB,0.05,abs,150,,1500,,,,1000,,25,200,,images,closed-form", "ways of sound"),
        ("B,TL_coherent,75.5875,dB,0.05,abs,50,,1500,,,,2500,,50,50,,images,closed-form", "ways of sound"),
        ("C,TL_coherent,59.0,dB,20,abs,50,100,1500,1,1600,1.5,4000,,36,46,,any,document", "normal modes"),
        ("D,TL_coherent,56.504,dB,1,abs,50,100,1500,1,1600,1.5,3800,0.5,36,46,,own,independent", "sound by waves"),
        ("E,TL_coherent,49.174,dB,1,abs,25,,,,,,500,,100,30,asa wedge 3,own,independent", "sound by waves"),
        ("F,TL_range_averaged,46.976,dB,1,abs,50,,,,,,1000,,50,50,ram-tc,own,ref-run", "sound by waves"),
    ],
)
def test_what_water_a_row_is_of_is_read_off_its_inputs_whatever_it_is_called(
    tmp_path: Path, line: str, model: str
) -> None:
    """The first two lie in and beside the last null of Lloyd's mirror: |exp(ikR1)/R1 - exp(ikR2)/R2|."""
    folder = folder_with(tmp_path, line, name="03_propagation.csv", head=WATER)
    (one,) = judge(read_truth(folder)).quantities
    assert (one.models, one.status) == ((model,), Status.MET), one.worst


@pytest.mark.parametrize(
    ("table", "columns", "cells"),
    [
        ("06_radar", "Pt_W,G_dB,f_GHz,sigma_m2,T_K,B_MHz,F_dB,L_dB,SNR_dB",
         "max_range,72.17,km,0.001,rel,1.5e6,45,5.6,0.1,580,5,3,0,20"),
        ("07_visual_solar", "lat,lon,date", "n_sunrises,0,1,0,abs,80,0,2026-12-21"),
        ("08_gunnery", "gun,caliber_mm,mass_kg,v0_mps,elevation_deg",
         "max_ordinate,15727.7,m,0.05,rel,5in/54 Mk16,127,31.75,807.72,85"),
        ("09_salvo", "x0,y0,a_y_kills_x,b_x_kills_y", "winner_survivors,866.0254,units,1e-6,rel,1000,500,0.1,0.1"),
        ("10_ship", "ship,speed_kn,fuel_tons", "endurance,13500,nmi,0.1,rel,USS Washington BB-56,15,5550"),
        ("11_tma_tracking", "tgt_state,own_velocity", "fim_rank,2,1,0,abs,10000;0;-5;0,3;0"),
        ("13_datalink", "speed_kn,ais_class", "reporting_interval,30,s,0,abs,10,Class B CS"),
        ("01_geodesy", "own_course_deg,own_speed_kn,rel_course_deg,rel_speed_kn",
         "true_speed,10,kn,0.01,abs,0,10,180,20"),
    ],
)  # fmt: skip
def test_what_a_row_leaves_out_is_taken_as_the_definitions_say(
    tmp_path: Path, table: str, columns: str, cells: str
) -> None:
    """Twice the noise costs the fourth root of two of range; guns and ships of the shipped tables keep theirs."""
    names = ",".join(f"in_{name}" for name in columns.split(","))
    head = f"case,quantity,expected,unit,tolerance,tol_kind,{names},source,source_kind"
    judged = judge(read_truth(folder_with(tmp_path, f"X-1,{cells},ours,document", name=f"{table}.csv", head=head)))
    assert [str(fault) for fault in judged.faults] == []
    assert [one.status for one in judged.quantities] == [Status.MET], judged.quantities[0].worst


def test_a_time_without_a_zone_is_utc(tmp_path: Path) -> None:
    head = "case,quantity,expected,unit,tolerance,tol_kind,in_lat,in_lon,in_local_date,source,source_kind"
    line = "S-1,sunrise,2018-09-12 11:13,UTC,60,abs_s,40.8939,-83.8917,2018-09-12,USNO,document"
    (one,) = judge(read_truth(folder_with(tmp_path, line, name="07_visual_solar.csv", head=head))).quantities
    assert one.status is Status.MET


def test_a_text_is_right_or_wrong(tmp_path: Path) -> None:
    head = "case,quantity,expected,unit,tolerance,tol_kind,in_height_m,in_length_m,source,source_kind"
    lines = ("S-1,swell_height_class,heavy,text,0,exact,4.1,90,ours,document",
             "S-2,swell_length_class,long,text,0,exact,4.1,200,ours,document")  # fmt: skip
    right, wrong = judge(read_truth(folder_with(tmp_path, *lines, name="sea.csv", head=head))).quantities
    assert (right.status, wrong.status) == (Status.MET, Status.SHORT)
