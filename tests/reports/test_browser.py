"""A real browser opens the report from disk without complaint."""

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from reports.anchors import anchor, source_name
from reports.briefing import render_briefing
from reports.sources import render_source
from tests.reports.archive import HEADS, make_full_briefing
from tests.reports.page import parse
from tests.reports.test_links import BY_ID

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--dump-dom",
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")


def _open(url: str, profile: Path) -> tuple[html.HtmlElement, str]:
    """Return what the browser made of a page, and what it wrote to its console."""
    command = [str(BROWSER), *_FLAGS, f"--user-data-dir={profile}", url]
    done = subprocess.run(command, capture_output=True, timeout=240, check=True)
    log = done.stderr.decode("utf-8", "replace")
    console = "\n".join(line for line in log.splitlines() if "CONSOLE" in line)
    return parse(done.stdout.decode("utf-8")), console


def test_the_briefing_opens_from_disk_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "briefing.html"
    path.write_text(render_briefing(make_full_briefing()), encoding="utf-8")

    tree, console = _open(path.as_uri(), tmp_path / "profile")

    assert console == ""
    assert tree.xpath("//h1/text()") == ["The Northwind archive"]


def test_a_claim_opens_at_its_highlighted_place(tmp_path: Path) -> None:
    [piece] = HEADS.evidence
    path = tmp_path / source_name(piece.document_id)
    path.parent.mkdir()
    path.write_text(render_source(BY_ID[piece.document_id], [piece]), encoding="utf-8")

    tree, console = _open(f"{path.as_uri()}#{anchor(piece)}", tmp_path / "profile")

    assert console == ""
    assert tree.xpath(f"//mark[@id='{anchor(piece)}']")[0].text_content() == piece.quote
