"""Every error we raise on purpose.

BriefbookError
├── SettingsError            a setting is unknown, or has the wrong type or value
├── RecordError              a record contradicts itself
├── ArchiveError             the archive to read is missing or not readable at all
├── UnreadableSource         one file cannot become a document; it ends as a `Problem`
│   ├── UnsupportedSource    no parser for this kind of file
│   ├── EncryptedSource      a password is needed
│   ├── EmptySource          the file opens but holds no text
│   └── LimitExceeded        too large, too deep, too slow or too hungry
├── WorkspaceError           the run folder is missing, foreign, damaged or not writable
│   └── WorkspaceBusy        another process is writing to it
├── LabelsError              labelled text is not in the format it should be, or cannot be written
├── ModelError               weights are missing, damaged or not those that were pinned
└── GraphError               the graph server or the graph itself
    ├── GraphUnavailable     the server does not answer
    └── QueryRefused         the query is wrong, writes, or takes too long
"""


class BriefbookError(Exception):
    """Base of all errors raised on purpose; its message is one line, fit to show to a user."""


class SettingsError(BriefbookError):
    """A setting is unknown, or has the wrong type or value."""


class RecordError(BriefbookError, ValueError):
    """A record contradicts itself, such as a span that ends before it starts."""


class ArchiveError(BriefbookError):
    """The archive to read is missing or not readable at all."""


class UnreadableSource(BriefbookError):
    """One file cannot become a document.

    `kind` is the `Problem.kind` it ends as.
    """

    kind = "unreadable"


class UnsupportedSource(UnreadableSource):
    """No parser for this kind of file."""

    kind = "unsupported"


class EncryptedSource(UnreadableSource):
    """A password is needed."""

    kind = "encrypted"


class EmptySource(UnreadableSource):
    """The file opens but holds no text."""

    kind = "empty"


class LimitExceeded(UnreadableSource):
    """The file is too large or too deep, or reading it took too long or too much memory."""

    kind = "limit"


class WorkspaceError(BriefbookError):
    """The run folder is missing, foreign, damaged or not writable."""


class WorkspaceBusy(WorkspaceError):
    """Another process is writing to the run folder."""


class LabelsError(BriefbookError):
    """Labelled text is not in the format it should be, or a format cannot be written."""


class ModelError(BriefbookError):
    """Weights are missing, damaged or not those that were pinned."""


class GraphError(BriefbookError):
    """The graph server or the graph itself is in the way."""


class GraphUnavailable(GraphError):
    """The graph server does not answer or refuses the account."""


class QueryRefused(GraphError):
    """The query is wrong, tries to write, or takes too long."""
