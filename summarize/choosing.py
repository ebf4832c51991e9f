"""Who writes a digest: what measured better for its form and language, or who is named.

Quick to import; `writers` opens what is chosen here.
"""

from collections.abc import Mapping
from typing import Literal

from briefbook.errors import ModelError, SettingsError
from briefbook.records import DigestForm
from summarize.settings import SummarizeSettings

Chosen = Literal["extract", "model", "pretrained", "endpoint"]

#: What measured better on texts that nobody was tuned on (the table is in docs/summaries.md).
DEFAULTS: Mapping[tuple[DigestForm, str], Literal["extract", "model"]] = {
    ("headline", "en"): "extract",
    ("headline", "zh"): "extract",
    ("abstract", "en"): "extract",
    ("abstract", "zh"): "extract",
    ("bullets", "en"): "extract",
    ("bullets", "zh"): "extract",
    ("minutes", "en"): "extract",
    ("minutes", "zh"): "extract",
    ("contract", "en"): "extract",
    ("contract", "zh"): "extract",
    ("complaint", "en"): "extract",
    ("complaint", "zh"): "extract",
    ("news", "en"): "extract",
    ("news", "zh"): "extract",
}


def choose_writer(
    settings: SummarizeSettings, *, form: DigestForm, language: str, has_model: bool
) -> Chosen:
    """Return who writes a digest of this form in this language.

    "auto" quotes where no model is at hand. Raises SettingsError when the settings name a writer
    but not what it needs, and ModelError when they name the tuned model and there is none.
    """
    check_writer(settings)
    if settings.writer == "auto":
        better = DEFAULTS.get((form, language), "extract")
        return better if has_model else "extract"
    if settings.writer == "model" and not has_model:
        raise ModelError(
            'summarize.writer is "model", but there is no summarizer: briefbook train summarize'
        )
    return settings.writer


def check_writer(settings: SummarizeSettings) -> None:
    """Raise SettingsError when the writer that is named lacks what it needs."""
    if settings.writer == "pretrained":
        _require(settings.pretrained, "pretrained", 'summarize.writer = "pretrained"')
    if settings.writer == "endpoint":
        _require(settings.endpoint, "endpoint", 'summarize.writer = "endpoint"')
        _require(settings.endpoint_model, "endpoint_model", "summarize.endpoint")
        # What could be billed is never without a limit that somebody chose.
        _require(settings.token_budget > 0, "token_budget", "summarize.endpoint")


def _require(value: object, name: str, user: str) -> None:
    if not value:
        raise SettingsError(f"{user} needs summarize.{name}")
