"""Pages read back, to be looked at in tests."""

from lxml import html


def parse(page: str) -> html.HtmlElement:
    """Parse a page, or a piece of one."""
    return html.fromstring(page)
