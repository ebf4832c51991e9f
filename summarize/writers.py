"""What may write a digest is opened, once and only when it is needed."""

from pathlib import Path

from briefbook.learn.settings import EncoderSettings
from briefbook.records import DigestForm
from summarize.choosing import Chosen, check_writer, choose_writer
from summarize.endpoint import EndpointWriter, open_endpoint
from summarize.load import open_summarizer
from summarize.pretrained import open_pretrained
from summarize.settings import SummarizeSettings
from summarize.writing import Writer


class Writers:
    """The writers of one command, which share what is costly: memory and the budget of tokens."""

    def __init__(
        self,
        settings: SummarizeSettings,
        *,
        model_folder: Path | None,
        encoder: EncoderSettings,
        key: str = "",
    ) -> None:
        """Keep what they are opened with; nothing is loaded yet.

        `model_folder` holds the tuned summarizer, if there is one; `key` opens the endpoint. Raises
        SettingsError when the settings name a writer but not what it needs.
        """
        check_writer(settings)
        self._settings = settings
        self._model_folder = model_folder
        self._encoder = encoder
        self._key = key
        self._open: dict[Chosen, Writer] = {}

    def pick(self, form: DigestForm, language: str) -> Writer | None:
        """Return who writes digests of a form in a language; None where sentences are quoted.

        Raises ModelError when that one cannot be opened.
        """
        chosen = choose_writer(
            self._settings,
            form=form,
            language=language,
            has_model=self._model_folder is not None,
        )
        if chosen == "extract":
            return None
        if chosen not in self._open:
            self._open[chosen] = self._opened(chosen)
        return self._open[chosen]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of them, such as a budget that is spent."""
        opened = self._open.values()
        return tuple(
            note for one in opened if isinstance(one, EndpointWriter) for note in one.notes
        )

    def _opened(self, chosen: Chosen) -> Writer:
        settings, encoder = self._settings, self._encoder
        if chosen == "endpoint":
            return open_endpoint(
                settings.endpoint,
                settings.endpoint_model,
                budget=settings.token_budget,
                key=self._key,
            )
        if chosen == "model" and self._model_folder is not None:
            return open_summarizer(self._model_folder, encoder, beams=settings.beams)
        return open_pretrained(
            settings.pretrained, beams=settings.beams, allow_network=encoder.allow_network
        )
