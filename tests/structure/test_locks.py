"""The lock files cover what the project asks for, with hashes and without addresses."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-web.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(name: str) -> dict[str, str]:
    """Version by package of a lock file, as each platform would take it."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.M)
    return {package.lower().replace("_", "-").replace(".", "-"): version for package, version in pins}


def asked(requirements: list[object]) -> set[str]:
    texts = [text for text in requirements if isinstance(text, str)]
    return {re.split(r"[<>=!~ ;\[]", text, maxsplit=1)[0].lower().replace(".", "-").replace("_", "-") for text in texts}


def test_every_requirement_is_locked() -> None:
    groups = PROJECT["dependency-groups"]
    assert asked(PROJECT["project"]["dependencies"]) <= set(locked("requirements.lock"))
    assert asked(groups["build"]) <= set(locked("requirements-build.lock"))
    assert asked(groups["web"]) <= set(locked("requirements-web.lock"))
    assert asked([*groups["dev"], *groups["build"]]) <= set(locked("requirements-dev.lock"))


def test_the_locks_agree_where_they_overlap() -> None:
    everything = locked("requirements-dev.lock")
    for name in ("requirements.lock", "requirements-build.lock"):
        for package, version in locked(name).items():
            assert everything[package] == version


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_pages_lock_has_a_hash_for_every_package_and_no_address() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in said and "resolved" not in said for said in packages.values())
