"""Five pictures of the replay for the documentation: the reference exercise and the hunt, by day and night.

python web/scripts/pictures.py REFERENCE.html HUNT.html FOLDER      (pages made by `fleetex replay`; needs playwright)
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

DESK, TABLET = (1280, 720), (900, 1200)
VIEWS = {
    "replay-exercise": ("reference", DESK, "t=31200&unit=qiqihar&serial=&night=0&lat=41.1&lon=134.2&m=620"),
    "replay-gunnery": ("reference", DESK, "t=112130&unit=panteleyev&lat=41.0&lon=132.99&m=42&night=0"),
    "replay-submarine": ("reference", DESK, "t=217800&unit=rizhao&lat=40.76&lon=135.12&m=50&night=1"),
    "replay-hunt": ("hunt", DESK, "t=21540&unit=frigate&lat=40.262&lon=133.9&m=14&night=1"),
    "replay-tablet": ("reference", TABLET, "t=175200&serial=RAS-L-1&unit=taihu&night=0&lat=41.85&lon=132.78&m=58"),
}


def main() -> None:
    """Draw every view into FOLDER as PNG."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reference", type=Path)
    parser.add_argument("hunt", type=Path)
    parser.add_argument("folder", type=Path)
    told = parser.parse_args()
    pages = {"reference": told.reference, "hunt": told.hunt}
    told.folder.mkdir(parents=True, exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for name, (recording, (width, height), fragment) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{pages[recording].resolve().as_uri()}#{fragment}")
            page.wait_for_selector("html[data-ready=true]")
            page.wait_for_timeout(400)
            page.screenshot(path=told.folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
