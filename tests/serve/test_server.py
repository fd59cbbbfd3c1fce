"""The server shows what lies in its folder and nothing else, to whom it may."""

import gzip
import http.client
import json
import socket
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from fleetex.replay import build_replay, errors
from fleetex.serve import AddressError, serve
from tests.replay.browser import left_out
from tests.replay.unpacked import unpacked
from tests.serve.conftest import HOSTILE, Served, start, stop


def test_the_list_has_scenarios_and_recordings_and_nothing_hidden_linked_or_foreign(served: Served) -> None:
    status, page, headers = served.get("")
    assert status == 200
    assert "starter.yaml" in page
    assert "played" in page
    assert "/play/day%202/cut%20off" in page
    for absent in ("notes.yaml", "linked.yaml", 'href="/play/linked"', ".hidden", "no-text", "secret"):
        assert absent not in page
    assert HOSTILE not in page
    assert "stopped at 210600ZJUL23" in page
    assert page.count("cannot be opened:") == 2  # the broken one, and the one with a link in it, which is not followed
    assert "&lt;img src=x" in page
    assert "script-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"  # with none, a browser sends a form without its Origin


@pytest.mark.parametrize(
    "path",
    [
        "play/../outside0/other",
        "play/%2e%2e/outside0/other",
        "play/..%2f..%2f..%2fetc%2fpasswd",
        "play/%2fetc",
        "play//etc/passwd",
        "play/played/../../outside0/other",
        "play/linked",
        "play/linked-inside",
        "play/.hidden",
        "play/played%00",
        "play/",
        "play/no-text-%ff",
        "report/linked",
        "live/..%2foutside0%2fother",
        "static/../../etc/passwd",
        "play/" + "x" * 5000,
    ],
)
def test_nothing_outside_the_folder_and_nothing_through_a_link_is_reached(served: Served, path: str) -> None:
    host, port = served.address.removeprefix("http://").rstrip("/").split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=30)
    line.request("GET", f"/{path}")  # as it is written: no client in between that tidies it up
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 404
    assert "secret" not in text
    assert "root:" not in text


def test_a_damaged_recording_says_so(served: Served) -> None:
    status, text, _ = served.get("play/broken")
    assert status == 409
    assert "damaged" in text
    assert "no JSON from line 1, column 2 on" in text
    listed = served.get("")[1]
    assert "/play/played" in listed
    assert "/play/broken" not in listed, "nothing is offered that cannot be opened"


def test_a_recording_is_played_by_windows_and_had_as_a_file(served: Served, page_built: None) -> None:
    from fleetex.record.reader import Recording

    for name in ("played", "day 2/cut off", "two\nlines", HOSTILE):
        status, page, headers = served.get(f"play/{quote(name)}")
        assert status == 200
        assert f'data-windows="/windows/{quote(name)}"' in page
        assert "connect-src 'self'" in headers["content-security-policy"]
        status, page, headers = served.get(f"file/{quote(name)}")
        assert status == 200
        assert headers["content-disposition"].startswith("attachment")
        body = build_replay(Recording.open(served.folder / name))
        inside = body[body.index('id="recording">') : body.index("</script>", body.index('id="rest">'))]
        assert inside in page
        assert "'unsafe-inline'" not in page[: page.index("style-src")]


def test_a_part_that_is_not_there_or_of_another_cutting_is_not_sent(served: Served) -> None:
    assert served.get("windows/played?part=99")[0] == 404
    assert served.get("windows/played?part=-1")[0] == 404
    assert served.get("windows/played?part=%E0%A5%A7")[0] == 404  # a digit, but not one of ours
    assert served.get("windows/linked?part=still")[0] == 404
    assert served.get("windows/broken?part=still")[0] == 409
    status, text, _ = served.get("windows/played?part=0&cut=another")
    assert (status, "open it again" in text) == (409, True)


def test_the_report_is_there_too(served: Served) -> None:
    status, page, _ = served.get("report/played")
    assert status == 200
    assert "Northern/Interaction-2023" in page


def test_a_page_that_had_its_own_name_point_here_is_refused(served: Served) -> None:
    assert served.get("", Host="evil.example")[0] == 421
    assert served.get("", Host="localhost:1")[0] == 200


def test_a_foreign_page_starts_no_run(served: Served) -> None:
    body = b"scenario=starter.yaml"
    before = sorted(path.name for path in served.folder.iterdir())
    assert served.ask("POST", "run", body, {})[0] == 403
    assert served.ask("POST", "run", body, {"Origin": "https://evil.example"})[0] == 403
    assert sorted(path.name for path in served.folder.iterdir()) == before


def test_only_a_listed_scenario_is_run(served: Served) -> None:
    own = {"Origin": served.address.rstrip("/")}
    for name in ("notes.yaml", "linked.yaml", "..%2Fstarter.yaml", ""):
        assert served.ask("POST", "run", f"scenario={name}".encode(), own)[0] == 404
    assert served.ask("POST", "run", b"x" * 10_000, own)[0] == 413


def test_a_foreign_page_watches_nothing(served: Served) -> None:
    address = served.address.replace("http", "ws") + "socket/played"
    for origin in (None, "https://evil.example"):
        with pytest.raises(InvalidStatus), connect(address, origin=origin):  # type: ignore[arg-type]
            pass


def test_a_recording_that_was_cut_off_can_be_watched(served: Served) -> None:
    address = served.address.replace("http", "ws") + "socket/day%202/cut%20off"
    with connect(address, origin=served.address.rstrip("/"), max_size=None) as line:  # type: ignore[arg-type]
        standing = json.loads(line.recv(30))
        while not standing["version"]:
            standing = json.loads(line.recv(30))
        line.send("{" * 500)
        line.send(json.dumps({"pace": "fast", "paused": 1}))
    assert standing["stage"] == "cut"
    assert standing["reason"].endswith("go on with fleetex run FILE -o 'day 2/cut off' --resume")
    with urllib.request.urlopen(f"{served.address}grown/day%202/cut%20off?part=still", timeout=60) as answer:
        still = unpacked(gzip.decompress(answer.read()))
    assert still.head["complete"] is False
    cut = still.head["windows"]["cut"]
    assert served.get(f"grown/day%202/cut%20off?part=growth&texts={'9' * 40}&cut={cut}x")[0] == 409
    for odd in ("part=-1", "part=99", "part=%2e%2e", "part=1e3", "part=\u0665"):
        assert served.get(f"grown/day%202/cut%20off?{quote(odd, safe='=%')}")[0] == 404
    assert served.get("grown/..%2f..%2fetc?part=still")[0] == 404
    assert served.get("grown/linked?part=still")[0] == 404


def test_a_flood_of_connections_is_turned_away_and_the_server_stays(served: Served) -> None:
    host, port = served.address.removeprefix("http://").rstrip("/").split(":")
    flood = [socket.create_connection((host, int(port)), timeout=10) for _ in range(150)]
    try:
        refused = served.get("")[0]
    finally:
        for one in flood:
            one.close()
    assert refused == 503
    for _ in range(50):
        if (status := served.get("")[0]) == 200:
            break
        time.sleep(0.1)
    assert status == 200


def test_another_address_asks_for_the_token_that_was_printed(shelf: Path) -> None:
    process, server = start(shelf, "--host", "0.0.0.0")
    try:
        assert len(server.token) >= 24
        assert server.get("")[0] == 403
        assert server.get("play/played")[0] == 403
        assert server.get("?token=wrong")[0] == 403
        status, _, headers = server.get(f"?token={server.token}")
        assert status == 303
        assert headers["location"] == "/"
        cookie = headers["set-cookie"].split(";")[0]
        assert "HttpOnly" in headers["set-cookie"]
        port = server.address.rstrip("/").rsplit(":", 1)[1]
        assert cookie.startswith(f"token-{port}="), "another server of this host keeps its own"
        assert server.get("", Cookie=cookie)[0] == 200
        assert server.get(f"//evil.example?token={server.token}")[2]["location"] == "/evil.example"
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            connect(server.address.replace("http", "ws") + "socket/played", origin=server.address.rstrip("/"))  # type: ignore[arg-type]
    finally:
        stop(process)


def test_a_taken_port_is_named_and_what_to_give_instead(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port} on 127.0.0.1 is taken.*--port N"):
            serve(tmp_path, port=port)
    with pytest.raises(AddressError, match="--host"):
        serve(tmp_path, host="192.0.2.1", port=0)


@pytest.fixture
def page_built() -> None:
    from fleetex.replay.page import empty_page

    try:
        empty_page()
    except errors.PageError as missing:
        left_out(str(missing))
