"""Payment codes: twelve letters and digits that a giver copies into a bank memo, and how they are found there again.

A code is "DN", six symbols of a serial number and four check symbols. The symbols are the ten digits and the nineteen
letters that are neither a vowel nor W: no run of spoken words looks like a code, there is no O or I to be taken for
0 or 1, and a keyboard that sets Vietnamese accents finds nothing to set them on.

There are 29 symbols, and 29 is a prime. With c₁ … c₁₂ the values of a code's symbols (their places in SYMBOLS), the
four sums Σ cᵢ, Σ i·cᵢ, Σ i²·cᵢ and Σ i³·cᵢ are all 0 modulo 29. Any four of the columns (1, i, i², i³) are
independent (Vandermonde), so two codes differ in at least five places: a Reed–Solomon code [12, 8, 5] over GF(29).
Source: I. S. Reed, G. Solomon, Polynomial Codes over Certain Finite Fields, J. SIAM 8 (1960), 300–304; that many
checks give that distance, R. C. Singleton, IEEE Trans. Inform. Theory 10 (1964), 116–118.
So up to four wrong characters, and every swap of two neighbours (two wrong characters), never make another code, and
a code with one such slip is a slip of one code only. Lost or doubled characters are not bound by this proof: such a
memo holds a code by chance, once in 29⁴ = 707,281.
"""

import re
from operator import getitem
from typing import Final, NamedTuple

PREFIX: Final = "DN"
SYMBOLS: Final = "0123456789BCDFGHJKLMNPQRSTVXZ"
LENGTH: Final = 12
_Q: Final = len(SYMBOLS)
_SERIAL_LENGTH: Final = 6
_CHECKS: Final = range(LENGTH - 3, LENGTH + 1)
"""The places of the check symbols, counted from 1."""
LAST_SERIAL: Final = _Q**_SERIAL_LENGTH - 1
_SPREAD: Final = 367_621_109
"""No multiple of 29, so that serial → serial · _SPREAD mod 29⁶ meets every number once: serials that follow one another
get codes that look nothing alike, without the rows of zeros in which a reader loses count."""


class Slip(NamedTuple):
    """A stretch of a memo that is nearly a code. ``meant``: the one code from which one wrong character or one swap of
    neighbours led to it, or None when more than that is wrong. Only a person may decide that it was meant."""

    written: str
    meant: str | None


class Found(NamedTuple):
    """What a memo holds: sound codes in their order, each once; and when there is none, what is nearly one."""

    codes: tuple[str, ...]
    slips: tuple[Slip, ...]


NOTHING: Final = Found((), ())


def make_code(serial: int) -> str:
    """The code of a serial number from 0 to LAST_SERIAL. Raises ValueError outside."""
    if not 0 <= serial <= LAST_SERIAL:
        raise ValueError(f"a serial number is from 0 to {LAST_SERIAL}")
    number, symbols = serial * _SPREAD % (LAST_SERIAL + 1), ""
    for _ in range(_SERIAL_LENGTH):
        number, value = divmod(number, _Q)
        symbols += SYMBOLS[value]
    data = PREFIX + symbols
    values = [SYMBOLS.index(symbol) for symbol in data]
    return data + "".join(
        SYMBOLS[-sum(value * factor for value, factor in zip(values, factors, strict=True)) % _Q]
        for factors in _CHECK_FACTORS
    )


def is_code(text: str) -> bool:
    """Whether this is a sound code, in capitals and without spaces."""
    return _checked(text.encode("ascii", "replace")) is not None


def squeezed(text: str) -> str:
    """A code as a person types it, in one piece and in capitals: "dn12-3456 7890" → "DN1234567890"."""
    return squeeze(text).decode("ascii")


def grouped(code: str) -> str:
    """The code as it is printed for people to copy: three groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def find_codes(memo: str) -> Found:
    """Every code in a memo: in any case, stuck to other words, broken by spaces, line ends, dots or hyphens.

    A mistyped code is never taken for another one; where no sound code is, it is told as a Slip.
    """
    return find_in_squeezed(squeeze(memo))


def find_in_squeezed(text: bytes) -> Found:
    """``find_codes`` for one who has squeezed the memo already."""
    at = text.find(_PREFIX)
    if at < 0 and _D_AND_TEN.search(text) is None and _N_AND_TEN.search(text) is None:
        return NOTHING  # most memos end here
    codes: list[str] = []
    while at >= 0:
        code = _checked(text[at : at + LENGTH])
        if code:
            codes.append(code)
        at = text.find(_PREFIX, at + (LENGTH if code else 1))
    if codes:
        return Found(tuple(dict.fromkeys(codes)), ())
    slips = _slips(text)
    return Found((), tuple(dict.fromkeys(slips))) if slips else NOTHING


_PREFIX: Final = PREFIX.encode("ascii")
_D, _N = _PREFIX
_SYMBOLS: Final = SYMBOLS.encode("ascii")
_CAPITALS: Final = bytes(range(256)).upper()
_GAPS: Final = b" \t\r\n.-"


def squeeze(text: str) -> bytes:
    """A memo as codes are looked for in it: in capitals, without gaps. What is not ASCII falls away: no bank lets it
    through inside a word."""
    return text.encode("ascii", "ignore").translate(_CAPITALS, _GAPS)


def _weights() -> list[list[int]]:
    """For each place and byte: the symbol's value times 1, i, i², i³, each in 16 bits of one number."""
    return [
        [
            sum(max(SYMBOLS.find(chr(byte)), 0) * (place**power % _Q) << 16 * power for power in range(4))
            for byte in range(256)
        ]
        for place in range(1, LENGTH + 1)
    ]


def _check_factors() -> list[list[int]]:
    """For each check symbol, what each symbol before it counts: Lagrange's polynomials through the checks' places."""
    factors = []
    for place in _CHECKS:
        row = []
        for i in range(1, _CHECKS[0]):
            factor = 1
            for other in _CHECKS:
                if other != place:
                    factor = factor * (i - other) * pow(place - other, -1, _Q) % _Q
            row.append(factor)
        factors.append(row)
    return factors


_WEIGHTS: Final = _weights()
_CHECK_FACTORS: Final = _check_factors()


def _sums(window: bytes) -> tuple[int, int, int, int]:
    """The four check sums of twelve bytes; a byte that is no symbol counts as the symbol "0"."""
    packed = sum(map(getitem, _WEIGHTS, window))
    return packed % 65536 % _Q, (packed >> 16) % 65536 % _Q, (packed >> 32) % 65536 % _Q, (packed >> 48) % _Q


def _checked(window: bytes) -> str | None:
    """The code, if this is one."""
    sound = (
        len(window) == LENGTH
        and window.startswith(_PREFIX)
        and not window.translate(None, _SYMBOLS)
        and _sums(window) == (0, 0, 0, 0)
    )
    return window.decode("ascii") if sound else None


_TEN: Final = rb"[0-9BCDFGHJ-NP-TVXZ]{10}"
_D_AND_TEN: Final = re.compile(rb"D(?=[0-9A-Z]" + _TEN + rb")")
_N_AND_TEN: Final = re.compile(rb"N(?=" + _TEN + rb")")


def _slips(text: bytes) -> list[Slip]:
    """Every place of a squeezed memo that is nearly a code."""
    slips: list[Slip] = []
    at = text.find(_PREFIX)
    while at >= 0:
        window = text[at : at + LENGTH]
        if len(window) == LENGTH and window.isalnum():
            strange = window.translate(None, _SYMBOLS)
            if len(strange) <= 1:
                meant = _one_strange(window, strange) if strange else _one_wrong(window) or _swapped(window)
                if meant or not strange:
                    slips.append(Slip(window.decode("ascii"), meant))
        at = text.find(_PREFIX, at + 1)
    for match in _D_AND_TEN.finditer(text):
        window = text[match.start() : match.start() + LENGTH]
        slips += _meant(window, _PREFIX + window[2:])  # the N is wrong
        if window[2] == _N:
            slips += _meant(window, _PREFIX + window[1:2] + window[3:])  # the N and what follows it are swapped
    for match in _N_AND_TEN.finditer(text):
        before = text[match.start() - 1 : match.start() - 1 + LENGTH]  # empty at the beginning
        if before[:1].isalnum():
            slips += _meant(before, _PREFIX + before[2:])  # the D is wrong
        window = text[match.start() : match.start() + LENGTH]
        if window[1] == _D:
            slips += _meant(window, _PREFIX + window[2:])  # D and N are swapped
    return slips


def _meant(window: bytes, code: bytes) -> list[Slip]:
    """The slip, if ``code`` is one."""
    meant = _checked(code)
    return [Slip(window.decode("ascii"), meant)] if meant else []


def _one_strange(window: bytes, strange: bytes) -> str | None:
    """The code, when one character of it is no symbol at all and all others are right."""
    value = -_sums(window)[0] % _Q
    return _checked(window.replace(strange, _SYMBOLS[value : value + 1]))


def _one_wrong(window: bytes) -> str | None:
    """The code, when one symbol is off by e at place i: then the sums are e, i·e, i²·e, i³·e."""
    error, weighted, _, _ = _sums(window)
    if error == 0:
        return None
    place = weighted * pow(error, -1, _Q) % _Q
    if not 1 <= place <= LENGTH:
        return None
    value = (_SYMBOLS.index(window[place - 1]) - error) % _Q
    return _checked(window[: place - 1] + _SYMBOLS[value : value + 1] + window[place:])


def _swapped(window: bytes) -> str | None:
    """The code, when the places i and i+1 are swapped: then the sums begin with 0, d, (2i+1)·d."""
    error, first, second, _ = _sums(window)
    if error or not first:
        return None
    place = (second * pow(first, -1, _Q) - 1) * pow(2, -1, _Q) % _Q
    if not 1 <= place < LENGTH:
        return None
    pair = window[place - 1 : place + 1][::-1]
    return _checked(window[: place - 1] + pair + window[place + 1 :])
