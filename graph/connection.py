"""Where a graph is and who may do what there; how the driver is opened and its errors are said."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from briefbook.errors import GraphError, GraphUnavailable, QueryRefused


@dataclass(frozen=True, slots=True)
class Account:
    """A name and its password."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connection:
    """A graph database that speaks Bolt."""

    uri: str
    database: str
    writer: Account
    viewer: Account  # for queries of users; on the embedded server it truly cannot write


def connection_from_environment(environ: Mapping[str, str]) -> Connection | None:
    """Return the Neo4j that `NEO4J_URI` names; None when it names none.

    Reads `NEO4J_USERNAME` (or `NEO4J_USER`; "neo4j" when neither is set), `NEO4J_PASSWORD` and
    `NEO4J_DATABASE` ("neo4j"). Raises GraphUnavailable when there is no password.
    """
    uri = environ.get("NEO4J_URI", "").strip()
    if not uri:
        return None
    name = environ.get("NEO4J_USERNAME") or environ.get("NEO4J_USER") or "neo4j"
    password = environ.get("NEO4J_PASSWORD", "")
    if not password:
        raise GraphUnavailable("NEO4J_URI is set, but NEO4J_PASSWORD is not")
    account = Account(name, password)
    return Connection(uri, environ.get("NEO4J_DATABASE") or "neo4j", account, account)


def open_driver(connection: Connection, account: Account) -> neo4j.Driver:
    """Open the driver as `account`, and make sure that somebody answers.

    Raises GraphUnavailable when nobody does, or the account is refused.
    """
    try:
        driver = neo4j.GraphDatabase.driver(
            connection.uri,
            auth=(account.name, account.password),
            connection_timeout=10,
            max_transaction_retry_time=5,
            notifications_min_severity="OFF",
            user_agent="briefbook",
        )
    except (ConfigurationError, ValueError) as error:
        raise GraphUnavailable(f"cannot use {connection.uri}: {one_line(error)}") from error
    try:
        driver.verify_connectivity()  # once, without the repetitions that a transaction gets
    except (Neo4jError, DriverError) as error:
        driver.close()
        raise translate(error, connection) from error
    return driver


@contextmanager
def translated_errors(connection: Connection) -> Iterator[None]:
    """Turn the errors of the driver, and no others, into ours."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        raise translate(error, connection) from error


def translate(error: Neo4jError | DriverError, connection: Connection) -> GraphError:
    """Say in one line what the driver's `error` means."""
    if isinstance(error, Forbidden):
        return QueryRefused(f"this account may only read: {one_line(error)}")
    if isinstance(error, AuthError):
        return GraphUnavailable(f"{connection.uri} refuses the account: {one_line(error)}")
    if isinstance(error, ServiceUnavailable | SessionExpired):
        reason, _, _ = one_line(error).partition(" (")
        return GraphUnavailable(f"no graph server answers at {connection.uri}: {reason}")
    if isinstance(error, ClientError):
        return QueryRefused(one_line(error))
    return GraphError(one_line(error))


def one_line(error: Exception) -> str:
    """Return the first telling words of an error, without line breaks, 300 characters at most."""
    text = error.message if isinstance(error, Neo4jError) else str(error)
    return " ".join((text or type(error).__name__).split())[:300]
