"""A page of a case: Markdown, and the same as HTML that opens in any browser.

Each quote leads to its document, where the place is marked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import escape

from briefbook.records import Document, Evidence
from reports.anchors import anchor, source_name
from reports.sources import render_source

Documents = Mapping[str, Document]

_SIGNS = re.compile(r"([\\`*_\[\]<>|#~!])")
_LONGEST = 220
_STYLE = """
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1d1f23; background: #fbfaf7;
  font: 1rem/1.55 -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC",
  "Microsoft YaHei", sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { font-family: Charter, "Noto Serif", "Noto Serif CJK SC", serif; line-height: 1.2; }
h2 { margin-top: 2.2rem; border-bottom: 1px solid #d9d5cb; padding-bottom: .25rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; }
th { border-bottom: 2px solid #d9d5cb; white-space: nowrap; }
td { border-bottom: 1px solid #e6e3db; }
a { color: #0d5c75; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #e3b93c; color: #444; }
@media (prefers-color-scheme: dark) {
  body { background: #15171a; color: #e7e5e0; } a { color: #7fc6d9; } blockquote { color: #bbb; }
  td { border-color: #282c31; } th, h2 { border-color: #3a3f46; } }
"""


def plain(text: str) -> str:
    """Return text as Markdown that shows just that; white space folded, long text cut."""
    folded = " ".join(text.split())
    cut = folded if len(folded) <= _LONGEST else folded[: _LONGEST - 1] + "…"
    return _SIGNS.sub(r"\\\1", cut)


def cite(evidence: Evidence, documents: Documents) -> str:
    """Return a quote that leads to its place."""
    document = documents[evidence.document_id]
    page = document.page_of(evidence.span)
    where = plain(document.source) + (f", p. {page}" if page else "")
    place = f"{source_name(document.id)}#{anchor(evidence)}"
    return f"“{plain(evidence.quote)}” ([{where}](<{place}>))"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; cells are Markdown."""
    lines = ["", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def write_page(
    out: Path,
    title: str,
    lines: Sequence[str],
    evidence: Iterable[Evidence] = (),
    documents: Documents | None = None,
) -> Path:
    """Write `page.md`, `page.html` and the documents that are quoted; return the HTML file."""
    out.mkdir(parents=True, exist_ok=True)
    markdown = "\n".join([f"# {plain(title)}", "", *lines]) + "\n"
    (out / "page.md").write_text(markdown, encoding="utf-8")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    page = out / "page.html"
    page.write_text(
        f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>', "utf-8"
    )
    _write_sources(out, evidence, documents or {})
    return page


def _write_sources(out: Path, evidence: Iterable[Evidence], documents: Documents) -> None:
    quoted: dict[str, list[Evidence]] = {}
    for piece in evidence:
        quoted.setdefault(piece.document_id, []).append(piece)
    (out / "sources").mkdir(exist_ok=True)
    for key, pieces in quoted.items():
        html = render_source(documents[key], pieces, back="../page.html")
        (out / source_name(key)).write_text(html, encoding="utf-8")
