"""Reading bank statements: CSV and XLSX files become lines, as a stream, or are refused whole and clearly.

::

    layout = detect(file, known)            one of the five banks', or one kept for the account; else Refused
    shown = preview(file, today=today)      for any other file: a proposed mapping, its first rows, warnings
    summary = check(file, layout, today=today)          everything is proved, before anything is posted
    for lines in read(file, layout, today=today, start=position):    columns of about 2,000 lines
        …post them, and keep lines.end in the same transaction…
    assert lines.end == summary.end

``file`` is a seekable binary file, opened by the caller; names play no part. A ``Layout`` goes to and from JSON with
``to_json`` and ``layout_from_json``; a ``Position`` is five integers. Rows count from 1, as in a spreadsheet. Only the
bank's transaction id makes a line the same; ``read`` gives a line as often as the file holds it.
"""

from services.donation.domain.statement.control import Summary, check
from services.donation.domain.statement.layout import Columns, Layout
from services.donation.domain.statement.layout import from_json as layout_from_json
from services.donation.domain.statement.line import START, Line, Lines, Position
from services.donation.domain.statement.noise import strip_noise
from services.donation.domain.statement.preview import Preview, PreviewRow, Warned, preview
from services.donation.domain.statement.reading import detect, read
from services.donation.domain.statement.refusals import IdConflict

__all__ = [
    "START",
    "Columns",
    "IdConflict",
    "Layout",
    "Line",
    "Lines",
    "Position",
    "Preview",
    "PreviewRow",
    "Summary",
    "Warned",
    "check",
    "detect",
    "layout_from_json",
    "preview",
    "read",
    "strip_noise",
]
