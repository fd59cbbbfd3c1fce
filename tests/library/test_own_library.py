"""A user's own library over the packaged one: what it may do, and what each mistake says and where."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetex.library import Library, LibraryError, Status, load_library
from fleetex.units import KN_MPS

Write = Callable[..., Path]


def problems(path: Path) -> list[str]:
    with pytest.raises(LibraryError) as raised:
        load_library(path)
    return [str(problem).replace(f"{path}:", "") for problem in raised.value.problems]


def test_a_new_class_needs_its_generic_and_what_differs(written: Write, library: Library) -> None:
    path = written("""
        platforms:
          training_frigate:
            generic: generic_ffg
            name: training frigate
            speed_max: {value: 24 kn, source: BOOK, confidence: low}
            cruise: 14 kn
            fuel: {range: 3000 nmi at 14 kn}
        sources:
          BOOK: {title: A book, date: "1999"}
    """)
    ship = load_library(path).platforms["training_frigate"]
    assert ship.speed_mps_max == pytest.approx(24 * KN_MPS)
    assert ship.beam_m == library.platforms["generic_ffg"].beam_m
    rows = {row.field: row for row in load_library(path).provenance("platform/training_frigate")}
    assert (rows["speed_max"].status, rows["speed_max"].source) == (Status.PUBLISHED, "A book, 1999")
    assert rows["cruise"].status is Status.DESIGN
    assert rows["beam"].status is Status.GENERIC


def test_one_changed_figure_of_a_packaged_class_leaves_the_others(written: Write, library: Library) -> None:
    path = written("""
        guns: {ak100: {elevation_sd: 2 mrad}}
        platforms: {bpk_1155: {guns: {gun_a: {rounds: 12}}, fuel: {power: 50 MW}}}
    """)
    changed = load_library(path)
    assert changed.guns["ak100"].elevation_sd_rad == pytest.approx(2e-3)
    assert changed.guns["ak100"].bearing_sd_rad == library.guns["ak100"].bearing_sd_rad
    assert [gun.rounds for gun in changed.platforms["bpk_1155"].guns][:2] == [12, 600]
    assert changed.platforms["bpk_1155"].length_m == library.platforms["bpk_1155"].length_m
    assert changed.guns["a190"] == library.guns["a190"]


def test_an_empty_mapping_takes_the_mounts_away(written: Write) -> None:
    path = written("platforms: {ffg_054a: {guns: {}}}")
    assert load_library(path).platforms["ffg_054a"].guns == ()


def test_a_folder_is_read_file_by_file_and_the_later_name_wins(written: Write, tmp_path: Path) -> None:
    written("rigs: {probe_abeam_single: {rate: 200 t/h, connect: 20 min}}", "a.yaml")
    written("rigs: {probe_abeam_single: {rate: 300 t/h}}", "b.yml")
    rig = load_library(tmp_path).rigs["probe_abeam_single"]
    assert rig.rate_kgps == pytest.approx(300e3 / 3600.0)
    assert rig.connect_s == 1200.0


def test_changing_any_one_engine_value_changes_the_resolved_library(written: Write, library: Library) -> None:
    """Each figure that a judge may turn reaches the resolved class."""
    turns = {
        "guns: {pj26: {lay_sd: 9 mrad}}": lambda found: found.guns["pj26"],
        "sensors: {nav_radar_x: {power: 60 kW}}": lambda found: found.sensors["nav_radar_x"],
        "rigs: {probe_abeam_single: {rate: 100 t/h}}": lambda found: found.rigs["probe_abeam_single"],
        "platforms: {ddg_052d: {fuel: {consumption: 300 g/kWh}}}": lambda found: found.platforms["ddg_052d"].fuel,
        "platforms: {ddg_052d: {fuel: {hotel_share: 10 %}}}": lambda found: found.platforms["ddg_052d"].fuel,
        "platforms: {generic_ddg: {leeway: 9 %}}": lambda found: found.platforms["ddg_052d"],
    }
    for text, part in turns.items():
        assert part(load_library(written(text))) != part(library), text


def test_a_unit_that_is_left_out_is_told_with_its_place(written: Write) -> None:
    path = written("""
        platforms:
          ffg_054a:
            speed_max: 27
            length: {value: 134, source: WP_054A}
    """)
    assert problems(path) == [
        "4:5: platforms.ffg_054a.speed_max: found `27`; a speed with a unit is due (kn, m/s, km/h); write `27 kn`",
        "5:14: platforms.ffg_054a.length.value: found `134`; a length with a unit is due (m, km, nmi, yd, ft, fathom,"
        " fathoms, cable, cables, cm, mm); write `134 m`",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("platforms: {x: {lenght: 3 m}}", "write `length`"),
        ("platform: {}", "write `platforms`"),
        ("platforms: {x: {generic: generic_fgg}}", "write `generic_ffg`"),
        ("platforms: {x: {generic: ddg_052d}}", "one step only"),
        ("platforms: {ffg_054a: {speed_max: -3 kn}}", "can't be negative"),
        ("platforms: {ffg_054a: {length: 0 m}}", "greater than zero"),
        ("guns: {a190: {lay_sd: -0.8 mrad}}", "of zero or more is due"),
        ("platforms: {ffg_054a: {contrast: 1.5}}", "a number from 0 to 1"),
        ("platforms: {ffg_054a: {contrast: .nan}}", "a bare number from 0 to 1"),
        ("platforms: {ffg_054a: {decks: two}}", "a whole number from 0 to 20"),
        ("platforms: {ffg_054a: {domain: sea}}", "one of surface, subsurface, air, land"),
        ("platforms: {ffg_054a: {tows: maybe}}", "true or false"),
        ("platforms: {ffg_054a: {cruise: 40 kn}}", "`cruise` is greater than `speed_max`"),
        ("platforms: {ffg_054a: {fuel: {range: 3800 nmi}}}", "a range at a speed is due; write `4500 nmi at 15 kn`"),
        ("platforms: {ffg_054a: {fuel: {range: 3800 km/h at 18 kn}}}", "a length with a unit is due"),
        ("platforms: {ffg_054a: {fuel: {range: 3800 nmi at 60 kn}}}", "the speed of `range` at most `speed_max`"),
        ("platforms: {ffg_054a: {length: {value: 1 m, source: NOBODY}}}", "`NOBODY` is not a source"),
        ("platforms: {ffg_054a: {length: {value: 1 m, source: WP_054}}}", "write `WP_054A`"),
        ("platforms: {ffg_054a: {length: {value: 1 m, trust: high}}}", "allowed here: value, source, confidence"),
        ("platforms: {ffg_054a: {length: {source: WP_054A}}}", "a value is due here"),
        ("platforms: {ffg_054a: {length: {value: 1 m, confidence: sure}}}", "high, medium, low or design"),
        ("platforms: {ffg_054a: {length: {value: 1 m, alternatives: [{value: 2 m}]}}}", "who published it"),
        ("platforms: {ffg_054a: {length: {value: 1 m, alternatives: 2 m}}}", "a list of {value, source} is due"),
        ("platforms: {ffg_054a: {guns: {main: {class: pj62}}}}", "write `pj26`"),
        ("platforms: {ffg_054a: {guns: {aft: {class: pj26}}}}", "`guns.aft.rounds` is due"),
        ("platforms: {ffg_054a: [length]}", "a mapping is due"),
        ("platforms: {Frigate: {}}", "an id begins with a small letter"),
        ("platforms: {lone: {length: 3 m}}", "no `generic` is named to fill it"),
        ("sensors: {nav_radar_x: {confirm_hits: 9}}", "more hits than looks"),
        ("rigs: {probe_abeam_single: {gap_min: 80 m}}", "`gap_min` is less than `gap_max`"),
        ("sources: {A: {publisher: x}}", "a source has a title"),
        ("sources: {A: {title: x, date: 2020-01-02}}", "text is due"),
        ("platforms: {a: {}, a: {}}", "not YAML as it is due"),
        ("platforms: [", "not YAML as it is due"),
        ("platforms: &a {x: *a}", "anchors (&) and aliases (*) are not read"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ("- platforms", "a mapping is due"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(written: Write, text: str, found: str) -> None:
    told = "\n".join(problems(written(text)))
    assert found in told
    assert all(line.split(":")[0].isdigit() and line.split(":")[1].isdigit() for line in told.splitlines())


def test_all_mistakes_of_all_files_are_told_in_one_go(written: Write, tmp_path: Path) -> None:
    written("platforms: {ffg_054a: {decks: -1, tows: 3}}", "a.yaml")
    written("guns: {ak100: {shell: heavy}}", "b.yaml")
    assert len(problems(tmp_path)) == 3


def test_a_mistake_that_shows_only_when_files_meet_is_placed_where_it_was_written(written: Write) -> None:
    path = written("""
        platforms:
          ffg_054a:
            name: slow frigate
            cruise: 40 kn
    """)
    assert problems(path)[0].startswith("5:5: platforms.ffg_054a.cruise: ")


def test_files_that_are_no_library_are_refused_in_a_line(tmp_path: Path) -> None:
    binary, huge = tmp_path / "binary.yaml", tmp_path / "huge.yaml"
    binary.write_bytes(b"platforms:\n  \xff\xfe: {}\n")
    huge.write_bytes(b"#" * 1_000_001)
    assert "the file is not UTF-8 text" in problems(binary)[0]
    assert "at most 1000000 bytes" in problems(huge)[0]
    assert "can't be read" in problems(tmp_path / "absent.yaml")[0]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no .yaml file" in problems(empty)[0]


def test_a_changed_file_is_read_anew_and_an_unchanged_one_from_the_cache(written: Write, cache_folder: Path) -> None:
    first = load_library(written("rigs: {probe_abeam_single: {rate: 101 t/h}}"))
    second = load_library(written("rigs: {probe_abeam_single: {rate: 102 t/h}}"))
    assert first.rigs != second.rigs
    kept = list(cache_folder.rglob("*.json"))
    assert load_library(written("rigs: {probe_abeam_single: {rate: 101 t/h}}")).rigs == first.rigs
    assert len(list(cache_folder.rglob("*.json"))) == len(kept)


def test_a_broken_cache_is_ignored(written: Write, cache_folder: Path) -> None:
    path = written("rigs: {probe_abeam_single: {rate: 103 t/h}}")
    rate_kgps = load_library(path).rigs["probe_abeam_single"].rate_kgps
    for kept in cache_folder.rglob("*.json"):
        kept.write_text("{", encoding="utf-8")
    assert load_library(path).rigs["probe_abeam_single"].rate_kgps == rate_kgps


def test_the_library_needs_neither_numba_nor_a_cache_folder_that_can_be_written() -> None:
    code = "import sys, fleetex.library as l; l.load_library(); assert 'numba' not in sys.modules"
    place = os.environ | {"XDG_CACHE_HOME": os.devnull, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=place, check=True, timeout=120)


def test_the_example_of_the_librarys_page_loads_as_it_stands(written: Write) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    example = page.split("## A library of your own")[1].split("```yaml\n")[1].split("```")[0]
    ship = load_library(written(example)).platforms["training_frigate"]
    assert ship.speed_mps_max == pytest.approx(24 * KN_MPS)
