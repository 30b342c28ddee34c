"""A cell that can't be read, before anybody has asked where it stands."""

from collections.abc import Callable

from services.donation.domain.statement.refusals import Place
from shared.errors import Refused


class CellTrouble(Exception):
    """``refusal`` makes the refusal once the place is known. Columns are read thousands of cells at a time."""

    def __init__(self, refusal: Callable[[Place], Refused]) -> None:
        super().__init__()
        self.refusal = refusal
