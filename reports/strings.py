"""The words that pages say themselves, in every language we write.

All tables hold the same keys; `{…}` are filled in by the caller. A key that ends in `.one` is
used for the number one.
"""

from reports.chinese import CHINESE
from reports.english import ENGLISH

STRINGS: dict[str, dict[str, str]] = {"en": ENGLISH, "zh": CHINESE}
