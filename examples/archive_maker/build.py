"""Sources become the files of the archive, by path."""

from pathlib import Path

from examples.archive_maker.mail import make_mail
from examples.archive_maker.markup import parse_blocks, to_html
from examples.archive_maker.office import make_docx, make_pptx, make_xlsx, pack
from examples.archive_maker.pages import lock, make_pdf, text_of
from examples.archive_maker.scans import scan_to_pdf, scan_to_png
from examples.archive_maker.sources import Source
from examples.archive_maker.world import World

Members = list[tuple[str, bytes]]  # path inside the container, bytes

WEB_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;color:#222}"
    "nav a{margin-right:1em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:4px}"
    "footer{margin-top:3em;font-size:.85em;color:#666}"
)


def build_archive(sources: list[Source], world: World, existing: Path) -> dict[str, bytes]:
    """Make every file, members inside their containers.

    Encryption draws random keys, so a locked file that already lies in `existing` with the same
    text is kept as it is.
    """
    members = _members([source for source in sources if source.container], world)
    files: dict[str, bytes] = {}
    for source in sources:
        if source.container:
            continue
        data = _file_bytes(source, members.pop(source.path, []), world)
        if source.password:
            data = _locked(data, source.password, existing / source.path)
        files.update(dict.fromkeys((source.path, *source.copies), data))
    files.update((path, pack(entries)) for path, entries in members.items())
    return files


def _members(sources: list[Source], world: World) -> dict[str, Members]:
    members: dict[str, Members] = {}
    for source in sources:
        name = source.path.removeprefix(f"{source.container}/")
        members.setdefault(source.container, []).append((name, _file_bytes(source, [], world)))
    return members


def _file_bytes(source: Source, attachments: Members, world: World) -> bytes:
    if source.suffix == ".eml":
        return make_mail(source, attachments, world)
    data = _MAKERS[source.suffix](source)
    return data[: source.keep_bytes] if source.keep_bytes else data


def _text(source: Source) -> bytes:
    return source.body.encode(source.encoding)


def _printed(source: Source) -> bytes:
    return scan_to_pdf(source) if source.scan else make_pdf(source)


def _web_page(source: Source) -> bytes:
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in source.title)
    links = "".join(f'<a href="#">{item}</a>' for item in source.header.split(" | "))
    page = f"""<!DOCTYPE html>
<html lang="{"zh-CN" if is_chinese else "en"}">
<head>
<meta charset="{source.encoding}">
<title>{source.title}</title>
<meta name="author" content="{source.author}">
<meta name="date" content="{source.date}">
<style>{WEB_STYLE}</style>
<script>window.addEventListener("load", () => document.body.classList.add("ready"));</script>
</head>
<body>
<header><nav>{links}</nav></header>
<main>
{to_html(parse_blocks(source.body))}
</main>
<footer>{source.footer}</footer>
</body>
</html>
"""
    return page.encode(source.encoding)


def _locked(data: bytes, password: str, path: Path) -> bytes:
    if path.is_file():
        old = path.read_bytes()
        if text_of(old, password) == text_of(data):
            return old
    return lock(data, password)


_MAKERS = {
    ".pdf": _printed,
    ".png": scan_to_png,
    ".docx": make_docx,
    ".pptx": make_pptx,
    ".xlsx": make_xlsx,
    ".html": _web_page,
    ".txt": _text,
    ".md": _text,
}
