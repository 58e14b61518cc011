"""Mail domain classes: own, competitor, free mail; every other domain is corporate."""

from collections.abc import Mapping, Sequence
from typing import Final

CLASSES: Final = ("own", "competitor", "free_mail")
"""Listed classes; the first that fits wins."""
CORPORATE: Final = "corporate"
FREE_MAIL: Final = (
    *("gmail.com", "googlemail.com", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.jp", "msn.com"),
    *("yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me"),
    *("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "rakuten.jp"),
    *("nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "freemail.example", "webmail.test"),
)
"""Free-mail and personal carrier domains a new installation starts with; editable in the settings."""


class DomainClassifier:
    """Classifies addresses: a domain belongs to a class when it equals a listed domain or is below it."""

    def __init__(self, domains: Mapping[str, Sequence[str]]) -> None:
        self._class_of: dict[str, str] = {}
        for name in reversed(CLASSES):
            self._class_of.update((domain.lower(), name) for domain in domains.get(name, ()))

    def classify(self, email: str) -> str:
        """The class of a normalised address."""
        labels = email.rpartition("@")[2].split(".")
        for start in range(len(labels)):
            found = self._class_of.get(".".join(labels[start:]))
            if found is not None:
                return found
        return CORPORATE
