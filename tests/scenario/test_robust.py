"""Whatever a stranger's file holds: one clear message, never a traceback, never long work."""

import os
import random
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fleetex.scenario import Problem, ScenarioError, check, load_text
from fleetex.scenario.reading import BYTES_MAX
from fleetex.scenario.tree import ALIASED_NODES_MAX, DEPTH_MAX
from tests.scenario.sound import KINDS, TEXT, changed, problems


def bomb(layers: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for layer in range(1, layers):
        lines.append(f"a{layer}: &a{layer} [{', '.join([f'*a{layer - 1}'] * 9)}]")
    return "\n".join(lines) + "\n" + TEXT


ONE_MESSAGE: dict[str, tuple[bytes, str, int]] = {
    # what: (bytes, what is said, in which line)
    "an empty file": (b"", "begins with `fleetex: 1`", 1),
    "remarks alone": (b"# nothing\n\n", "begins with `fleetex: 1`", 1),
    "a null": (b"~\n", "begins with `fleetex: 1`", 1),
    "a word": (b"hello\n", "begins with `fleetex: 1`", 1),
    "a list": (b"- fleetex: 1\n", "begins with `fleetex: 1`", 1),
    "another version": (b"fleetex: 2\nnonsense: 1\n", "version 1 of the scenario schema", 1),
    "a version that is a switch": (b"fleetex: true\n", "version 1 of the scenario schema", 1),
    "no version": (b"exercise: {}\n", "version 1 of the scenario schema", 1),
    "latin-1": (TEXT.encode("latin-1"), "UTF-8", 4),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-8", 1),
    "a NUL": (b"fleetex: 1\nx: a\0b\n", "control characters", 2),
    "a bell": (b"fleetex: 1\nx: 'a\x07b'\n", "control characters", 2),
    "an escaped NUL": (b'fleetex: 1\nx: "a\\0b"\n', "control characters", 2),
    "half a letter": (b'fleetex: 1\nx: "a\\ud800b"\n', "control characters", 2),
    "a letter that turns text round": ("fleetex: 1\nx: a\u202eb\n".encode(), "turn the direction of text round", 2),
    "the same, escaped": (b'fleetex: 1\nx: "a\\u202eb"\n', "turn the direction of text round", 2),
    "an isolate in a remark": ("fleetex: 1\n# \u2066x\n".encode(), "turn the direction of text round", 2),
    "a letter that nobody sees": ("fleetex: 1\nx: 18\u200b kn\n".encode(), "that nobody sees", 2),
    "an open bracket": (b"fleetex: 1\nexercise: [\n", "not YAML", 3),
    "a tab": (b"fleetex: 1\nexercise:\n\tid: x\n", "spaces, not tabs", 3),
    "two colons": (b"fleetex: 1\naim: one: two\n", "quotation marks", 2),
    "two documents": (TEXT.encode() + b"---\nfleetex: 1\n", "second document", TEXT.count("\n") + 1),
    "an alias of nothing": (b"fleetex: 1\nx: *nowhere\n", "no anchor", 2),
    "a cycle": (b"fleetex: 1\nx: &x {y: [*x]}\n", "inside its own anchor", 2),
    "a bomb": (bomb(9).encode(), "aliases unfold", 5),
    "ten thousand brackets": (b"fleetex: " + b"[" * 10_000, "nested too deeply", 1),
    "ten thousand indents": (b"".join(b" " * n + b"a:\n" for n in range(2_000)), "nested too deeply", DEPTH_MAX + 1),
    "depth by aliases": (
        ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 100))).encode(),
        "nested too deeply",
        DEPTH_MAX,
    ),
    "a mapping as key": (b"fleetex: 1\n? {a: b}\n: c\n", "a key is a word", 2),
    "an alias as key": (b"fleetex: &x 1\n*x : c\n", "a key is a word", 2),
    "an empty key": (b"fleetex: 1\n: c\n", "a key is a word", 2),
    "a strange directive": (b"%YAML 9.9\n---\nfleetex: 1\n", "", 1),
    "more than is read": (b"# sea\n" * (BYTES_MAX // 6 + 1), "at most 10000000 bytes", 1),
}


@pytest.mark.parametrize("what", ONE_MESSAGE)
def test_a_file_that_is_no_scenario_has_one_message(what: str, tmp_path: Path) -> None:
    raw, says, line = ONE_MESSAGE[what]
    path = tmp_path / "strange.yaml"
    path.write_bytes(raw)
    found = check(path, serial_kinds=KINDS)
    assert len(found) == 1 or what == "a strange directive"
    assert says in found[0].allowed, str(found[0])
    if says:
        assert found[0].line == line
    assert str(found[0]).startswith(f"{path}:{found[0].line}:")
    assert "\n" not in str(found[0])


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert check(path, serial_kinds=KINDS) == ()


def test_windows_line_ends_do_not_matter() -> None:
    assert problems(TEXT.replace("\n", "\r\n")) == ()


def test_a_folder_a_missing_file_and_a_loop_are_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    said = {name: str(check(tmp_path / name)[0]) for name in (".", "nowhere.yaml", "loop")}
    assert "found `a directory`" in said["."]
    assert "there is no such file" in said["nowhere.yaml"]
    assert "can't be read" in said["loop"]


def test_a_socket_a_pipe_and_a_device_are_named_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.yaml")
    Path("link.yaml").symlink_to("pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        for name in ("socket.yaml", "pipe.yaml", "link.yaml", "/dev/zero"):
            (problem,) = check(name)
            assert "ordinary file" in problem.allowed


def test_nearly_a_thousand_ships_at_one_place_are_told_in_seconds() -> None:
    unit = "  s{}:\n    {{class: ffg_054a, nation: AA, side: blue, start: {{at: 39-10.0N 133-30.0E, course: 045T}}}}\n"
    crowd = "".join(unit.format(number) for number in range(990))
    began = time.process_time()
    found = problems(changed(("circuits:\n", crowd + "circuits:\n")))
    assert time.process_time() - began < 10.0
    assert len(found) == 989
    assert {problem.where for problem in found} == {f"units.s{number}.start.at" for number in range(1, 990)}


def test_a_name_with_a_nul_is_a_file_that_cannot_be_read() -> None:
    assert "can't be read" in str(check("a\0b.yaml")[0])


def test_aliases_are_read_up_to_their_limit() -> None:
    assert ALIASED_NODES_MAX >= 10_000
    said = problems(bomb(3))
    assert {problem.where for problem in said} == {"a0", "a1", "a2"}


def test_nothing_in_a_file_is_built_or_run() -> None:
    text = changed(("aim: Two ships in company.", "aim: !!python/object/apply:os.system ['touch pwned']"))
    said = [str(problem) for problem in problems(text)]
    assert any("tags are not read" in line for line in said)
    assert not Path("pwned").exists()


def test_all_mistakes_are_named_in_one_go_and_in_the_order_of_the_file() -> None:
    text = changed(
        ("otc: alpha", "otc: alpah"),
        ("visibility: 8 nmi", "visibility: 8"),
        ("value: 2}", "value: 12}"),
        ("{point: 43-24.0N 132-09.0E, use", "{point: 93-24.0N 132-09.0E, use"),
        ("class: ddg_052d", "class: ddg_052"),
        ("hull: 012", "hul: 012"),
        ("start: {deck: tug}", "start: {deck: tag}"),
        ("band: VHF", "band: VFH"),
        ("spacing: 500 yd", "spacing: 500"),
        ("after: [DANCE-1]", "after: [DANCE]"),
        ("fuel_reserve: 25 %", "fuel_reserve: 125 %"),
    )
    found = problems(text)
    assert [problem.where for problem in found] == [
        "exercise.otc",
        "environment.base.sea_state.0.value",
        "environment.base.visibility",
        "areas.FIELD.point",
        "units.alpha.class",
        "units.bravo.hul",
        "units.raft.start.deck",
        "circuits.TAC.band",
        "serials.DANCE-1.params.spacing",
        "serials.SHOOT-1.after.0",
        "fuel_reserve",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_broken_head_does_not_hide_what_is_wrong_elsewhere() -> None:
    text = changed(
        ("  id: passage\n", ""),
        ("class: ddg_052d", "class: ddg_052"),
        ("oce: alpha\n    roles: {g", "oce: alpah\n    roles: {g"),
    )
    assert [problem.where for problem in problems(text)] == ["exercise.id", "units.alpha.class", "serials.DANCE-1.oce"]


@pytest.mark.parametrize("section", ["exercise", "environment", "nations", "sides", "units"])
def test_a_section_that_is_missing_is_said_once(section: str) -> None:
    lines = TEXT.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith(" "))
    found = problems("".join(lines[:start] + lines[end:]))
    assert [problem.where for problem in found if problem.where == section] == [section]
    assert f"the key `{section}` is due" in str(found[0])


@pytest.mark.parametrize("kind", ["~", "[]", "5", "word", "{a: {b: c}}"])
def test_a_section_of_any_other_shape_is_refused_without_a_traceback(kind: str) -> None:
    lines = TEXT.splitlines(keepends=True)
    for start, line in enumerate(lines):
        if line.startswith((" ", "fleetex")):
            continue
        end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
        key = line.partition(":")[0]
        for problem in problems("".join([*lines[:start], f"{key}: {kind}\n", *lines[end:]])):
            assert isinstance(problem, Problem)


def loads_or_says_why(text: str) -> bool:
    """False if it is refused without a word; anything but a refusal fails the test."""
    try:
        load_text(text, "any.yaml", serial_kinds=KINDS)
    except ScenarioError as error:
        for problem in error.problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert "\n" not in str(problem)
        return bool(error.problems)
    return True


@pytest.mark.parametrize("text", ["fleetex: 1\n\n 0", "fleetex: |\n a\n b\n", f"fleetex: {'9' * 5000}\n"])
def test_what_was_found_is_echoed_on_one_short_line(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "any.yaml", serial_kinds=KINDS)
    for problem in caught.value.problems:
        assert "\n" not in str(problem)
        assert len(str(problem)) < 500


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_whatever_brings_a_traceback(text: str) -> None:
    assert loads_or_says_why(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,~<=.019 \n\t", max_size=120))
def test_no_heap_of_punctuation_brings_a_traceback(text: str) -> None:
    assert loads_or_says_why("fleetex: 1\n" + text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_no_spoilt_word_in_a_sound_file_brings_a_traceback(chance: random.Random) -> None:
    lines = TEXT.splitlines()
    strange = [
        "~",
        "[]",
        "{}",
        "-1",
        "1e999",
        ".nan",
        '""',
        "null",
        "*x",
        "!!a b",
        "'",
        "0x1F",
        "{value: 3}",
        "{value: }",
    ]
    for _ in range(chance.randint(1, 3)):
        number = chance.randrange(len(lines))
        words = lines[number].split(" ")
        words[chance.randrange(len(words))] = chance.choice(strange)
        lines[number] = " ".join(words)
    assert loads_or_says_why("\n".join(lines))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_no_line_left_out_or_moved_brings_a_traceback(chance: random.Random) -> None:
    lines = TEXT.splitlines()
    for _ in range(chance.randint(1, 4)):
        line = lines.pop(chance.randrange(len(lines)))
        if chance.random() < 0.5:
            lines.insert(chance.randrange(len(lines)), line)
    assert loads_or_says_why("\n".join(lines))
