"""The documents say what the code does."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    dead = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []


def test_decisions_are_numbered_without_gaps_and_each_says_its_status() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, start=1):
        lines = page.read_text("utf-8").splitlines()
        assert lines[0].startswith(f"# {number}. "), page.name
        assert re.match(r"\*(Accepted|Superseded|Proposed)", lines[2]), page.name


def test_the_readme_opens_with_a_picture_and_its_second_block_has_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.startswith("![")
    first_block = text.split("```")[1]
    assert re.findall(r"^make (\w+)", first_block, re.M) == ["demo", "test"]


def test_every_command_is_in_the_readme() -> None:
    main = (ROOT / "src" / "fleetex" / "cli" / "main.py").read_text("utf-8")
    commands = re.findall(r'@app\.command\((?:name="(\w+)")?[^)]*\)\ndef (\w+)', main)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(commands) == 17
    for name in (given or function for given, function in commands):
        assert f"`fleetex {name}" in readme
