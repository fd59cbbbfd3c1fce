"""The command `fleetex`: names of commands and options. What each does lies in `commands`, imported when it runs.

fleetex new FILE                        a commented starter
fleetex check FILE                      every problem with its place
fleetex announce FILE                   the opening announcement, in plain words
fleetex plan FILE -o DIR                a timetable, and what is drafted from it
fleetex replan FILE --event TEXT        the timetable mended, and what changed
fleetex import SOE.xlsx -o FILE         serials of a planner's spreadsheet
fleetex run FILE -o DIR                 a recording
fleetex report DIR -o FILE.html         a page to read
fleetex replay DIR -o FILE.html         a page that plays it on a chart
fleetex serve FOLDER                    lists, plays and starts exercises in a browser
fleetex export DIR -o FILE              its tracks for other programs: AIS as CSV, DIS as PCAP
fleetex study FILE --seeds 1..200       many runs, and what they say together
fleetex why DIR --unit A --target B     why A held B, or did not
fleetex validate                        the models against published values
"""

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from fleetex import __version__


class Commands(TyperGroup):
    """The commands; a scenario's or recording's name in place of a command is answered with what to write."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named first; else a usage error that says which command was probably meant."""
        word = args[0]
        if word not in self.commands and not word.startswith("-"):
            if word.endswith((".yaml", ".yml")):
                ctx.fail(f"'{word}' is not a command. Did you mean: fleetex run {word} -o FOLDER")
            if Path(word).is_dir():
                ctx.fail(f"'{word}' is not a command. Did you mean: fleetex report {word} -o report.html")
        return super().resolve_command(ctx, args)


def _own_libraries(given: list[Path] | None) -> list[Path] | None:
    """Names of libraries that packages offer, as their folders."""
    if not given:
        return given
    from fleetex.cli.libraries import own_libraries

    return own_libraries(given)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,  # plain help: Rich's takes three times as long to start (docs/decisions/0002)
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plan, simulate, replay and report multinational naval exercises, from public information only.",
    epilog="Every figure is a public training value. fleetex is a training aid, not a range-safety product.",
)

ScenarioFile = Annotated[Path, typer.Argument(metavar="FILE", help="The exercise, a YAML file.", show_default=False)]
OwnLibrary = Annotated[
    list[Path] | None,
    typer.Option(
        "--library",
        metavar="FOLDER",
        help="Classes, sensors, guns and rigs of your own over the packaged ones: a YAML file, a folder of them, or "
        "the name of a library that an installed package offers; may be given several times.",
        show_default=False,
        callback=_own_libraries,
    ),
]
Recorded = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `fleetex run` wrote.", show_default=False)
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fleetex {__version__}")
        raise typer.Exit


@app.callback()
def fleetex(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command(short_help="Write a commented starter scenario.")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
) -> None:
    """Write a commented starter scenario that runs as it is."""
    from fleetex.cli import commands

    commands.new(file)


@app.command(short_help="Print the JSON Schema of a scenario.")
def schema(library: OwnLibrary = None) -> None:
    """Print the JSON Schema of a scenario, for an editor to complete and check the file."""
    from fleetex.cli import commands

    commands.schema(library or [])


@app.command(short_help="Check a scenario, without running it.")
def check(file: ScenarioFile, library: OwnLibrary = None) -> None:
    """Check a scenario without running it: every problem, with file, line and column."""
    from fleetex.cli import commands

    commands.check(file, library or [])


@app.command(short_help="Write the opening announcement.")
def announce(
    file: ScenarioFile,
    timetable: Annotated[
        Path | None,
        typer.Option("--timetable", metavar="T", help="Serials where `fleetex plan` placed them.", show_default=False),
    ] = None,
    library: OwnLibrary = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list, one object a line.")] = False,
) -> None:
    """Write the opening announcement in plain words: window, place, forces, aim, kinds planned. The closing report
    answers it line by line."""
    from fleetex.cli import commands

    commands.announce(file, library or [], timetable, as_json=as_json)


@app.command(short_help="Place the serials, write the programme.")
def plan(
    file: ScenarioFile,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Where the timetable and the drafts go.", show_default=False
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Judge the programme as it stands: every breach of a rule; exit 1.")
    ] = False,
    timetable: Annotated[
        Path | None,
        typer.Option("--timetable", metavar="T", help="With --check: the timetable to judge.", show_default=False),
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, metavar="S", help="Seconds after which the search is stopped.")
    ] = 120.0,
    library: OwnLibrary = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")] = False,
) -> None:
    """Place every serial that has a window in place of a time: the timetable, and what is drafted from it. Exit 3 where
    it cannot be, with the serials and rules that clash and what would cure it."""
    from fleetex.cli import planning

    planning.plan(
        file,
        folder,
        library or [],
        check=check,
        timetable_file=timetable,
        time_limit_s=time_limit,
        as_json=as_json,
    )


@app.command(short_help="Mend a programme after what happened.")
def replan(
    file: ScenarioFile,
    events: Annotated[
        list[str],
        typer.Option(
            "--event",
            metavar="TEXT",
            help="What happened; may be given several times: 'drop UNIT from TIME', 'overrun SERIAL until TIME', "
            "'fog AREA until TIME' ('fog until TIME': everywhere), 'close AREA from TIME', "
            "'unserviceable UNIT from TIME until TIME'.",
            show_default=False,
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where the new timetable goes.", show_default=False),
    ] = None,
    timetable: Annotated[
        Path | None,
        typer.Option("--timetable", metavar="T", help="The programme, if not FILE's own.", show_default=False),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            "--now", metavar="TIME", help="What began before stays; when the first event begins, if not given."
        ),
    ] = None,
    library: OwnLibrary = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")] = False,
) -> None:
    """Mend a programme with the fewest and smallest changes: what is past or begun stays, live serials keep to slots
    whose warnings are out. Prints what moved, by how much, and why."""
    from fleetex.cli import planning

    planning.replan(file, events, folder, timetable, now, library or [], as_json=as_json)


@app.command(name="import", short_help="Read a planner's spreadsheet.")
def import_(
    sheet: Annotated[Path, typer.Argument(metavar="SOE", help="The schedule, .xlsx or .csv.", show_default=False)],
    file: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The YAML to write.", show_default=False)
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FILE", help="The scenario whose programme it is.", show_default=False),
    ] = None,
    library: OwnLibrary = None,
) -> None:
    """Write a schedule of events as the serials of a scenario; with --into as that scenario with these in place of its
    own serials. What `fleetex plan` writes out of it is the same schedule."""
    from fleetex.cli import planning

    planning.import_(sheet, file, into, library or [])


@app.command(short_help="Simulate a scenario, leave a recording.")
def run(
    asked: typer.Context,
    file: ScenarioFile,
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where the recording goes.", show_default=False)
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, max=2**63 - 1, metavar="N", help="Which run of chance; the default is 1.", show_default=False
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in DIR, or begin.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the recording in DIR.")] = False,
    timetable: Annotated[
        Path | None,
        typer.Option(
            "--timetable",
            metavar="FILE",
            help="Serials where `fleetex plan` placed them, in place of FILE's own timetable.",
            show_default=False,
        ),
    ] = None,
    library: OwnLibrary = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object about the run, nothing else.")] = False,
) -> None:
    """Simulate a scenario and leave a recording in a folder."""
    if resume and overwrite:
        raise typer.BadParameter("--resume keeps the recording and --overwrite replaces it: give one of them")
    if folder is None:
        asked.fail(f"-o / --output is missing, where the recording goes; write: fleetex run {file} -o {file.stem}")
    from fleetex.cli import commands

    commands.run(
        file,
        folder,
        seed=seed,
        resume=resume,
        overwrite=overwrite,
        own_library=library or [],
        timetable=timetable,
        as_json=as_json,
    )


@app.command(short_help="Make many runs, tell what they say together.")
def study(
    file: ScenarioFile,
    seeds: Annotated[
        str, typer.Option("--seeds", metavar="A..B", help="Which runs of chance, e.g. 1..200.", show_default=False)
    ],
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where the study goes; FILE-study if not given."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Runs made at a time, one core each.")] = 2,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="Another exercise: the difference, seed by seed."),
    ] = None,
    library: OwnLibrary = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")] = False,
) -> None:
    """Make a run for each seed: the measures of all runs with their intervals, as tables and a page. Go on with a study
    that was stopped: the same command again."""
    from fleetex.cli import studying

    studying.study(file, seeds, folder, against=against, workers=workers, own_library=library or [], as_json=as_json)


@app.command(name="hash", short_help="Print a recording's content hash.")
def hash_(folder: Recorded) -> None:
    """Print a recording's content hash: equal hashes, equal recordings, bit for bit."""
    from fleetex.cli import commands

    commands.content_hash(folder)


@app.command(short_help="Ask a recording in SQL.")
def sql(
    folder: Recorded,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="DuckDB SQL over the tables.", show_default=False)],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list of objects.")] = False,
) -> None:
    """Ask a recording, e.g. fleetex sql out "SELECT serial_id, state FROM serials"."""
    if as_csv and as_json:
        raise typer.BadParameter("--csv and --json exclude each other: give one of them")
    from fleetex.cli import commands

    commands.sql(folder, query, shape="csv" if as_csv else "json" if as_json else "table")


@app.command(short_help="Write the after-action report, one HTML file.")
def report(
    asked: typer.Context,
    folder: Recorded,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The HTML file to write.", show_default=False)
    ] = None,
    replay_file: Annotated[
        str,
        typer.Option(
            "--replay",
            metavar="FILE",
            help="Link each serial to this replay of the recording, as seen from the report.",
        ),
    ] = "",
) -> None:
    """Write the after-action report: one self-contained HTML file."""
    if file is None:
        asked.fail(f"-o / --output is missing, the page to write; write: fleetex report {folder} -o {folder.name}.html")
    from fleetex.cli import commands

    commands.report(folder, file, replay_file)


@app.command(short_help="Write the replay on a chart, one HTML file.")
def replay(
    asked: typer.Context,
    folder: Recorded,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The HTML file to write.", show_default=False)
    ] = None,
) -> None:
    """Write the replay: one self-contained HTML file that plays the recording on a chart, in any browser, offline."""
    if file is None:
        asked.fail(f"-o / --output is missing, the page to write; write: fleetex replay {folder} -o {folder.name}.html")
    from fleetex.cli import commands

    commands.replay(folder, file)


@app.command(short_help="List, play and start exercises in a browser.")
def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="What lies in it is listed; nothing else is reached.")
    ] = Path(),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8321,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Another address than this machine's own asks for a token, which is printed."
        ),
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the list in the browser.")] = False,
) -> None:
    """Serve a folder's scenarios and recordings to a browser on this machine: play them, start runs and watch them."""
    from fleetex.cli import commands

    commands.serve(folder, host, port, open_browser=open_browser)


@app.command(short_help="Write the tracks for other programs.")
def export(
    asked: typer.Context,
    folder: Recorded,
    file: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="tracks.csv: what AIS tells; states.pcap: entity states of distributed simulation (IEEE 1278.1).",
            show_default=False,
        ),
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="From this time on, e.g. 201430ZJUL23 or ISO.")
    ] = None,
    end: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Until this time.")] = None,
    every: Annotated[
        float | None, typer.Option(min=0.0, metavar="S", help="CSV: of a ship at most one report in S s.")
    ] = None,
    algorithm: Annotated[
        int | None,
        typer.Option(
            "--dead-reckoning", min=1, max=9, metavar="N", help="PCAP: by which algorithm receivers reckon on; 4."
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(metavar="M", help="PCAP: metres that a receiver may be off; 1.")
    ] = None,
    heartbeat: Annotated[
        float | None,
        typer.Option(metavar="S", help="PCAP: seconds from state to state at most; 60, and 5 by the standard."),
    ] = None,
) -> None:
    """Write the recorded tracks for other programs: as AIS tells them (.csv, which a scenario's traffic reads back), or
    as entity states of distributed simulation (.pcap, by dead reckoning with thresholds)."""
    if file is None:
        asked.fail(f"-o / --output is missing; write: fleetex export {folder} -o {folder.name}.csv, or .pcap")
    from fleetex.cli import exporting

    exporting.export(folder, file, begin, end, every, algorithm, threshold, heartbeat)


@app.command(short_help="Tell why one unit held another, or did not.")
def why(
    folder: Recorded,
    unit: Annotated[str, typer.Option("--unit", metavar="A", help="Who looked, by its id.", show_default=False)],
    target: Annotated[str, typer.Option("--target", metavar="B", help="Whom, by its id.", show_default=False)],
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="210640ZJUL23 or ISO; when a look was likeliest to find, if not given."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="An SVG to write: excess over time and over range."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")] = False,
) -> None:
    """Tell why one unit held another at a moment, or did not: each sensor in words, with its decibels added up."""
    from fleetex.cli import explaining

    explaining.why(folder, unit, target, at, file, as_json=as_json)


@app.command(short_help="Hold the models against published values.")
def validate(
    folder: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="A folder of such tables; the shipped ones if not given."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="Only what this model answers for.")
    ] = None,
    cards: Annotated[
        Path | None, typer.Option("--cards", metavar="DIR", help="Write a page for each model there, and an index.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")] = False,
) -> None:
    """Hold the models that a run uses against published values: how many are met, how far off the worst is, in units of
    the source's own tolerance. Exit 1 if any falls short, 2 if a line of a table is wrong."""
    from fleetex.cli import validating

    validating.validate(folder, model, cards, as_json=as_json)


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        app(prog_name="fleetex")
    except KeyboardInterrupt:
        print("fleetex: stopped", file=sys.stderr)
        sys.exit(130)
    sys.exit(0)
