"""The commands about the programme: plan it, judge it, mend it, read it from a spreadsheet."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fleetex.cli import answers
from fleetex.cli.failures import InputError, answered, say
from fleetex.whole_files import write_whole

if TYPE_CHECKING:
    from fleetex.plan.judge import Breach
    from fleetex.plan.reasons import WhyNot
    from fleetex.plan.timetable import Timetable
    from fleetex.scenario import Exercise

BREACHES = 1
"""Exit code of a programme that breaks a rule, ..."""
IMPOSSIBLE = 3
"""... and of one that cannot be."""


@answered
def plan(
    file: Path,
    folder: Path | None,
    own_library: Sequence[Path],
    *,
    check: bool,
    timetable_file: Path | None,
    time_limit_s: float,
    as_json: bool,
) -> None:
    """Place the serials that have a window, or judge the places they have; write what is drafted."""
    from fleetex import scenario
    from fleetex.library import load_library

    library = load_library(own_library)
    if check:
        from fleetex.plan.pinning import load_placed

        given = timetable_file
        if given is None:
            exercise = scenario.load(file, library, open_serials=True, rules_apart=True)
            if exercise.unplaced:
                raise InputError(_no_times(file, list(exercise.unplaced)))
        else:
            exercise = load_placed(file, given, library, rules_apart=True)
        _judge(file, exercise, library, as_json=as_json)
        return
    if timetable_file is not None:
        raise InputError("--timetable goes with --check: it names the timetable to judge")
    exercise = scenario.load(file, library, open_serials=True)
    timetable, how = _solved(exercise, library, time_limit_s, as_json=as_json)
    _told(file, exercise, library, timetable, folder, how, as_json=as_json)


def _solved(
    exercise: "Exercise", library: Any, time_limit_s: float, *, as_json: bool
) -> tuple["Timetable", dict[str, Any]]:
    """The timetable; leaves with the reasons where there is none."""
    from fleetex.plan.casts import with_casts_that_hold
    from fleetex.plan.facts import Facts
    from fleetex.plan.jobs import jobs_of
    from fleetex.plan.reasons import left_out, why_not
    from fleetex.plan.solve import roughly, solve
    from fleetex.plan.timetable import Timetable

    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    if all(job.fixed for job in jobs):
        return Timetable.of(exercise), {}
    refused: dict[str, str] = {}
    found = with_casts_that_hold(
        exercise,
        library,
        jobs,
        lambda now: solve(facts, now, _progress, wall_s=time_limit_s),
        given_up=refused,
        rough=lambda now: roughly(facts, now),
    )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    how: dict[str, Any] = {"deterministic_s": round(found.deterministic_s, 3), "wall_s": round(found.wall_s, 3)}
    if found.timetable is not None:
        if found.by_the_clock:
            say(f"stopped by the clock after {time_limit_s:g} s: another run may find another timetable")
        whys = left_out(facts, jobs, found.dropped, {name: refused[name] for name in found.dropped if name in refused})
        how = {**how, "dropped": list(found.dropped), "left_out": whys}
        return found.timetable, {**how, "by_the_clock": found.by_the_clock}
    if not found.proven:
        limit = "by the clock" if found.by_the_clock else "in its share of work"
        raise InputError(f"nothing was found {limit}, and nothing is proven; give more time: --time-limit")
    why = why_not(facts, jobs, _reasoning)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    _impossible(why, as_json=as_json)
    raise AssertionError("it has left")


def _progress(best: int, bound: int, wall_s: float) -> None:
    if sys.stderr.isatty():
        gap = f"{(best - bound) / best:.0%}" if best else "0 %"
        print(f"\rbest {best}, bound {bound}, gap {gap}, {wall_s:.1f} s   ", end="", file=sys.stderr, flush=True)


def _reasoning(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[Kwhy not: {what}", end="", file=sys.stderr, flush=True)


def _impossible(why: "WhyNot", *, as_json: bool) -> None:
    if as_json:
        print(answers.as_json({"status": "infeasible", **asdict(why)}))
        raise SystemExit(IMPOSSIBLE)
    print("\n".join(_reasons(why)))
    raise SystemExit(IMPOSSIBLE)


def _reasons(why: "WhyNot") -> list[str]:
    together = "cannot be held" if len(why.serials) == 1 else "cannot all be held"
    needed = "None of this can be left out" if why.proven else "Some of this may be left out"
    lines = [f"{', '.join(why.serials)} {together}. {needed}:", *(f"  {sentence}" for sentence in why.sentences)]
    fits = "It fits if" if why.cures_all else f"As far as {', '.join(why.rules)} goes, it fits if"
    lines.append(fits if why.cures else "Nothing that was tried by itself cures it.")
    lines += [f"  {cure}" for cure in why.cures]
    if why.unexamined:
        lines.append(f"Not examined, for want of work left: {'; '.join(why.unexamined)}.")
    return [*lines, "With the first of these done:", *_reasons(why.next)] if why.next is not None else lines


def _told(
    file: Path,
    exercise: "Exercise",
    library: Any,
    timetable: "Timetable",
    folder: Path | None,
    how: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    from fleetex.plan.judge import judge
    from fleetex.plan.pinning import placed_by
    from fleetex.plan.products import danger_lines, printed, write_printed
    from fleetex.plan.remarks import remarks

    breaches = judge(exercise, library, timetable)
    placed = placed_by(exercise, timetable, library)
    made = printed(placed, timetable, library)
    written = [] if folder is None else write_printed(made, folder)
    if as_json:
        said = {"breaches": _plain(breaches), "notes": [*made.notes, *remarks(placed, library, timetable)]}
        print(answers.as_json({**timetable.plain(), **how, **said, "danger_areas": danger_lines(made)}))
        _leave_if_broken(timetable, breaches)
        return
    rows = [_row(one) for one in timetable.placed]
    print(answers.table_rows(["start", "end", "serial", "area", "oce", "reserve"], rows))
    words = [f"{rule} {cost}" for rule, cost in timetable.penalties.items()]
    penalties = f" ({', '.join(words)})" if words else ""
    print(f"{timetable.status}: penalties {timetable.objective}{penalties}, bound {timetable.bound}")
    for note in (*made.notes, *remarks(placed, library, timetable)):
        print(note)
    for name in how.get("dropped", ()):
        print(f"left out: {name}{': ' if name in how['left_out'] else ''}{how['left_out'].get(name, '')}")
    _breaches_told(file, timetable, breaches)
    print("\n".join(danger_lines(made)))
    if written and folder is not None:
        print(f"{folder}: {', '.join(str(path.relative_to(folder)) for path in written)}")
    _leave_if_broken(timetable, breaches)


def _breaches_told(file: Path, timetable: "Timetable", breaches: Sequence["Breach"]) -> None:
    """Those of serials that the plan placed apart from those of what has times of its own."""
    ours = _ours(timetable, breaches)
    theirs = [one for one in breaches if one not in ours]
    if ours:
        print("This plan breaks rules:")
        print("\n".join(f"  {one}" for one in ours))
    if theirs:
        print(f"What was there already breaks rules; `fleetex plan {file} --check` judges it alone:")
        print("\n".join(f"  {one}" for one in theirs))


def _ours(timetable: "Timetable", breaches: Sequence["Breach"]) -> list["Breach"]:
    placed = {one.serial for one in timetable.placed if not one.fixed}
    return [one for one in breaches if one.serial in placed]


def _leave_if_broken(timetable: "Timetable", breaches: Sequence["Breach"]) -> None:
    if _ours(timetable, breaches):
        raise SystemExit(BREACHES)


def _plain(breaches: Sequence["Breach"]) -> list[dict[str, str]]:
    return [
        {"rule": one.rule, "serial": one.serial, "text": one.text, **({"cure": one.cure} if one.cure else {})}
        for one in breaches
    ]


def _row(one: Any) -> list[str]:
    from fleetex.quantities import format_dtg

    reserve = "" if one.reserve is None else format_dtg(one.reserve[0])
    return [format_dtg(one.start_utc), format_dtg(one.end_utc), one.serial, one.area_id or "", one.oce, reserve]


def _judge(file: Path, exercise: "Exercise", library: Any, *, as_json: bool) -> None:
    from fleetex.plan.judge import inside_windows, judge
    from fleetex.plan.remarks import remarks
    from fleetex.plan.timetable import Timetable

    timetable = Timetable.of(exercise)
    breaches: tuple[Breach, ...] = (*judge(exercise, library, timetable), *inside_windows(exercise, timetable))
    notes = remarks(exercise, library, timetable)
    if as_json:
        print(answers.as_json({"breaches": _plain(breaches), "notes": notes}))
    else:
        for one in breaches:
            print(one)
        if not breaches:
            print(f"{file}: every rule is kept ({len(timetable.placed)} serials)")
        for note in notes:
            print(note)
    if breaches:
        raise SystemExit(BREACHES)


def _no_times(file: Path, unplaced: Sequence[str]) -> str:
    """What to do about a programme whose times are not found yet."""
    from fleetex.scenario.problems import listed

    wait = "waits" if len(unplaced) == 1 else "wait"
    times = "has a window and no time" if len(unplaced) == 1 else "have windows and no times"
    return (
        f"{file}: {listed(unplaced, 6)} {times}, and {wait} for a place that could be judged; place them with `fleetex "
        f"plan {file} -o PLAN`, or name the timetable to judge: `fleetex plan {file} --check --timetable "
        "PLAN/timetable.yaml`"
    )


@answered
def replan(
    file: Path,
    events: Sequence[str],
    folder: Path | None,
    timetable_file: Path | None,
    now: str | None,
    own_library: Sequence[Path],
    *,
    as_json: bool,
) -> None:
    """Mend a programme after what happened; print the difference."""
    from fleetex import scenario
    from fleetex.library import load_library
    from fleetex.plan.events import EventError, checked, parse_event
    from fleetex.plan.pinning import load_placed
    from fleetex.plan.replan import replan as mend
    from fleetex.plan.timetable import Timetable, load_timetable
    from fleetex.quantities import QuantityError, parse_time

    library = load_library(own_library)
    given = timetable_file
    exercise = scenario.load(file, library) if given is None else load_placed(file, given, library)
    before = Timetable.of(exercise)
    if given is not None:
        before = replace(before, revision=load_timetable(given).revision)
    try:
        happened = tuple(parse_event(text, exercise, before) for text in events)
        now_utc = checked(happened, exercise, before, None if now is None else parse_time(now, exercise.exercise.zone))
    except (EventError, QuantityError) as failure:
        raise InputError(str(failure)) from None
    mended = mend(exercise, library, before, happened, now_utc)
    told = [str(one) for one in happened]
    if mended.timetable is None:
        _past_mending(mended.reasons, now_utc, told, as_json=as_json)
        raise SystemExit(IMPOSSIBLE)
    _mended(mended, exercise, library, folder, now_utc, told, as_json=as_json)


def _past_mending(reasons: Sequence[str], now_utc: Any, happened: Sequence[str], *, as_json: bool) -> None:
    """Why no programme holds after what happened."""
    from fleetex.quantities import format_dtg

    if as_json:
        print(answers.as_json({"status": "infeasible", "events": list(happened), "sentences": list(reasons)}))
        return
    print(f"At {format_dtg(now_utc)}: {'; '.join(happened)}.")
    print("No programme holds: what has begun stays, and cannot be with what happened.")
    print("\n".join(f"  {one}" for one in reasons))
    print("If one of these has not begun, give an earlier `--now`: what begins from then on is moved.")


def _mended(
    mended: Any,
    exercise: "Exercise",
    library: Any,
    folder: Path | None,
    now_utc: Any,
    happened: Sequence[str],
    *,
    as_json: bool,
) -> None:
    from fleetex.plan.notices import sending
    from fleetex.plan.pinning import placed_by
    from fleetex.plan.products import printed, write_printed
    from fleetex.quantities import format_dtg

    table = mended.timetable
    made = printed(placed_by(exercise, table, library), table, library)
    written = [] if folder is None else write_printed(made, folder)
    if as_json:
        changes = [asdict(one) for one in mended.changes]
        begun = [asdict(one) for one in mended.in_progress]
        said = {"events": list(happened), "changes": changes, "in_progress": begun, "warnings": sending(made)}
        print(answers.as_json({**table.plain(), **said, "breaches": _plain(mended.breaches)}))
        return
    print(f"At {format_dtg(now_utc)}: {'; '.join(happened)}.")
    for one in mended.in_progress:
        print(f"  {one.text}")
    for one in mended.changes:
        print(f"  {one.text}\n      because {one.why}" + (f"\n      {one.instead}" if one.instead else ""))
    kept = len(table.placed) - sum(any(p.serial == one.serial for p in table.placed) for one in mended.changes)
    changed = len(mended.changes)
    stay = "stays as it is" if kept == 1 else "stay as they are"
    print(f"{changed} {'serial changes' if changed == 1 else 'serials change'}, {kept} {stay}.")
    if mended.breaches:
        print("What cannot be moved any more breaks rules that were kept before:")
        print("\n".join(f"  {one}" for one in mended.breaches))
    for words in sending(made) if changed else ():
        print(f"Warnings: {words}.")
    if written and folder is not None:
        print(f"{folder}: {', '.join(str(path.relative_to(folder)) for path in written)}")


@answered
def import_(sheet_file: Path, file: Path | None, into: Path | None, own_library: Sequence[Path]) -> None:
    """Write a planner's spreadsheet as serials, or a scenario with them in place of its own."""
    from fleetex.library import load_library
    from fleetex.plan.soe_checked import programme_into
    from fleetex.plan.soe_import import serials_of, serials_text
    from fleetex.plan.soe_reading import read_sheet

    if file is not None and file.exists():
        raise InputError(f"{file} exists already and was left as it is; give another name")
    sheet = read_sheet(sheet_file)
    if into is None:
        text = serials_text(serials_of(sheet))
    else:
        text = programme_into(into, sheet, str(file or into), load_library(own_library))
    for note in sheet.notes:
        print(note, file=sys.stderr)
    if file is None:
        print(text, end="")
        return
    write_whole(file, text)
    print(f"{file} is written")
