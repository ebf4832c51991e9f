"""Templates become pages; the only module that knows jinja2."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.charts import draw_meter
from reports.readable import printable
from reports.words import say

_ENVIRONMENT = Environment(
    autoescape=True,
    undefined=StrictUndefined,
    loader=PackageLoader("reports"),
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_page(template: str, *, language: str, **values: object) -> str:
    """Render a template with the words of `language`; what no page can hold becomes U+FFFD."""

    def words(key: str, **parts: str | int) -> str:
        return say(key, language, **parts)  # type: ignore[arg-type]

    style = Markup(_ENVIRONMENT.get_template("style.css").render())
    page = _ENVIRONMENT.get_template(template).render(
        language=language, words=words, style=style, meter=draw_meter, **values
    )
    return printable(page)
