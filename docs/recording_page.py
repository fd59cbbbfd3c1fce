"""Writes docs/recording.md from the recording schema, so that the page cannot part from the code: `make docs`."""

from pathlib import Path

from fleetex.record.describe import page

PAGE = Path(__file__).with_name("recording.md")

if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
