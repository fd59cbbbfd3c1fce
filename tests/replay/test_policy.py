"""The page's policy in a real browser: a script that got into the page does not run, and nothing is fetched."""

from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.replay import build_replay
from tests.replay.browser import address_of, opened

STOLEN = "document.documentElement.dataset.stolen = 'yes'"
WITHIN = """async () => {
    const put = document.createElement('script');
    const steal = "document.documentElement.dataset.stolen = 'yes'";
    put.textContent = steal;
    document.body.append(put);
    document.body.insertAdjacentHTML('beforeend', `<img src="data:," onerror="${steal}">`);
    const fetched = await fetch('http://127.0.0.1:9/').then(() => 'fetched', (refused) => String(refused));
    await new Promise((done) => setTimeout(done, 300));
    return [document.documentElement.dataset.stolen ?? '', fetched];
}"""


def test_a_script_that_got_into_the_mailed_page_does_not_run(
    browser: Any, synthetic_folder: Path, tmp_path: Path
) -> None:
    page = build_replay(Recording.open(synthetic_folder))
    file = tmp_path / "page.html"
    file.write_text(page.replace("</body>", f"<script>{STOLEN}</script></body>", 1), "utf-8")
    with opened(browser, address_of(file)) as seen:
        assert seen.ask("() => document.documentElement.dataset.stolen ?? ''") == ""
        stolen, fetched = seen.ask(WITHIN)
    assert stolen == ""
    assert fetched.startswith("TypeError")
    assert any("script-src" in fault for fault in seen.faults)
