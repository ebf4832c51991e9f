"""Where alerts go: the TOML table `[alerts]`."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal

from briefbook.errors import SettingsError
from decide.watch.alerts import Severity

Channel = Literal["file", "email", "webhook"]


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Where alerts go; the TOML table `[alerts]`. Accounts come from the environment alone."""

    least: Severity = "note"  # alerts of less weight are kept, and not sent
    file: str = ""  # JSON lines are added to it; relative to the run folder
    email: tuple[str, ...] = ()  # addresses
    webhooks: tuple[str, ...] = ()  # addresses that begin with http:// or https://
    sender: str = ""  # the address that mails come from
    smtp_host: str = ""
    smtp_port: int = 0  # 0: the usual one, 587, 465 or 25 after `smtp_security`
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    timeout_s: float = 20.0  # how long to wait for a server
    attempts: int = 3  # requests to a webhook in one run; a later run tries again
    pause_s: float = 1.0  # between them, twice as long each time
    give_up_after: int = 100  # runs that a parcel failed in

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if min(self.attempts, self.give_up_after) < 1 or self.timeout_s <= 0 or self.pause_s < 0:
            raise SettingsError("alerts: attempts, timeout_s and pause_s must be positive")
        for address in self.email:
            check_target("email", address)
        for address in self.webhooks:
            check_target("webhook", address)


def check_target(channel: Channel, address: str) -> None:
    """Raise SettingsError when alerts cannot go there."""
    if channel == "email" and ("@" not in parseaddr(address)[1] or not address.isprintable()):
        raise SettingsError(f"not a mail address: {address!r}")
    if channel == "webhook" and not address.startswith(("http://", "https://")):
        raise SettingsError(f"not a webhook: {address!r}; it begins with https:// or http://")
