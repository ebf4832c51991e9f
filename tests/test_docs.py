"""The documentation says what is so."""

import re
import tomllib
from pathlib import Path

import pytest

from briefbook.app.cli import cli
from briefbook.app.pipeline import RunCounts
from briefbook.schema import LABELS

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_is_in_the_manual(name: str) -> None:
    assert f"`briefbook {name}" in (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_the_manual_names_what_run_prints() -> None:
    manual = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert all(f"`{name}`" in manual for name in RunCounts.__dataclass_fields__)


def test_the_manual_names_all_labels_of_the_graph() -> None:
    manual = (ROOT / "docs" / "graph.md").read_text("utf-8")
    assert all(f"`{label}`" in manual for label in LABELS)


def test_every_library_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = (ROOT / "README.md").read_text("utf-8").lower()
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=]", dependency)[0]
        assert name.lower() in named, name


def test_every_library_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text("utf-8").lower().replace("_", "-").splitlines()
    pinned = {line.partition("==")[0] for line in lines}
    for dependency in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert re.split(r"[<>=]", dependency)[0].lower() in pinned, dependency


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), target
