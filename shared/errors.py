"""The one way in which a rule says no.

Exception
└── Refused                 a rule of the domain: nothing was changed (403, 404, 409, 422)
    └── access.NotSignedIn  nobody we know is asking (401)
"""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """A rule says no; nothing was changed.

    ``code`` is a slug such as "above_balance"; ``vi`` and ``en`` are full sentences that name the remedy and no
    person; ``field`` is the input at fault, dotted as in the request ("lots.0.amount"). Where several inputs are at
    fault, ``faults`` has a refusal with a field for each.
    """

    def __init__(
        self,
        code: str,
        *,
        vi: str,
        en: str,
        field: str | None = None,
        status: int = 422,
        faults: Sequence[Refused] = (),
    ) -> None:
        super().__init__(code, en)
        self.code = code
        self.vi = vi
        self.en = en
        self.field = field
        self.status = status
        self.faults = faults

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"
