"""登记核对: gaps in the numbers of a session, numbers that stand twice, and titles that come back.

A number of an item is read as series and serial: 20260124 is the 124th of 2026, 16-3-45 the 45th of 16-3, 087 the 87th
(handling.md §3.3). Numbers that hold a day and a sequence (20250118040077) count nothing and belong to no series.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from tracker.domain.numbering import normalise_number
from tracker.domain.text import title_key

NUMBER = re.compile(r"(?P<head>.*?)(?P<digits>\d+)")
YEAR_AND_SERIAL = re.compile(r"(?:19|20)\d\d(?=\d{3,5}$)")
LONGEST_SERIAL = 6
BETWEEN = re.compile(r"[\s,，、;；]+")
MOST_PASTED = 20_000
LIKE = 0.5
COMMON = 200  # a pair of characters in more titles than this tells nothing about a topic
Key = TypeVar("Key")


@dataclass(frozen=True, order=True)
class Serial:
    """A number as the place in a series; ``width`` says with how many digits it is written."""

    series: str
    place: int
    width: int = 0

    def __str__(self) -> str:
        return f"{self.series}{self.place:0{self.width}d}"


def serial_of(number: str | None) -> Serial | None:
    """Return a normalised number as series and place; None for none, and for one that counts nothing."""
    found = NUMBER.fullmatch(number or "")
    if found is None:
        return None
    head, digits = found["head"], found["digits"]
    year = YEAR_AND_SERIAL.match(digits)
    if year is not None:
        head, digits = head + year[0], digits[year.end() :]
    return Serial(head, int(digits), len(digits)) if len(digits) <= LONGEST_SERIAL else None


@dataclass(frozen=True)
class Series:
    """A series with its lowest and highest place, how many stand in the register, and the ranges that lack."""

    name: str
    first: Serial
    last: Serial
    count: int
    gaps: tuple[tuple[Serial, Serial], ...]

    @property
    def missing(self) -> int:
        """How many numbers lack."""
        return sum(end.place - start.place + 1 for start, end in self.gaps)


def series_of(numbers: Iterable[str | None], last: int | None = None) -> list[Series]:
    """Return the series of a session's numbers, the fullest first; ``last`` is a last number that is known."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for serial in filter(None, map(serial_of, numbers)):
        widths = found[serial.series]
        widths[serial.place] = max(serial.width, widths.get(serial.place, 0))
    made = [_series(name, widths, last) for name, widths in found.items()]
    return sorted(made, key=lambda one: (-one.count, one.name))


def _series(name: str, widths: Mapping[int, int], last: int | None) -> Series:
    places = sorted(widths)
    padded = {width for place, width in widths.items() if width > len(str(place))}
    width = max(padded, default=0)
    top = max(places[-1], last or 0)

    def at(place: int) -> Serial:
        return Serial(name, place, width)

    edges = [*places, top + 1]
    gaps = tuple((at(before + 1), at(after - 1)) for before, after in pairwise(edges) if after - before > 1)
    return Series(name, at(places[0]), at(top), len(places), gaps)


def range_text(start: Serial, end: Serial) -> str:
    """Write a range compactly: 0012–0015, or 0020 alone."""
    return str(start) if start.place == end.place else f"{start}–{end}"


@dataclass(frozen=True)
class Compared:
    """A pasted list beside the register: what it names and the register lacks, and the other way round."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    both: int


def compare_numbers(pasted: str, known: Iterable[str | None]) -> Compared:
    """Compare the numbers of a pasted list with those of the register, whatever their writing."""
    words = [normalise_number(word) for word in BETWEEN.split(pasted) if word.strip()][:MOST_PASTED]
    wanted = {_same(number): number for number in words if any(sign.isdigit() for sign in number)}
    here = {_same(number): number for number in known if number}
    return Compared(
        tuple(sorted(wanted[key] for key in wanted.keys() - here.keys())),
        tuple(sorted(here[key] for key in here.keys() - wanted.keys())) if wanted else (),
        len(wanted.keys() & here.keys()),
    )


def _same(number: str) -> str:
    """Return what two writings of one number share: 087 and 87 are one."""
    serial = serial_of(number)
    return f"{serial.series}|{serial.place}" if serial else number


def twice(rows: Iterable[tuple[Key, str | None]]) -> list[list[Key]]:
    """Return the groups of rows whose numbers are one number in other writing."""
    found: dict[str, list[Key]] = defaultdict(list)
    for key, number in rows:
        if number:
            found[_same(number)].append(key)
    return [group for group in found.values() if len(group) > 1]


def alike(rows: Iterable[tuple[Key, str, str]]) -> list[list[Key]]:
    """Return the groups of rows with the same title, whatever its writing, and the same sponsor."""
    found: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, title, sponsor in rows:
        found[title_key(title), sponsor].append(key)
    return [group for group in found.values() if len(group) > 1]


def pairs_of(title: str) -> frozenset[str]:
    """Return the pairs of characters of a title's words."""
    key = title_key(title)
    return frozenset(key[place : place + 2] for place in range(len(key) - 1))


def repeated(
    titles: Sequence[tuple[Key, str]], earlier: Sequence[tuple[Key, str]], most: int = 3
) -> Iterator[tuple[Key, list[tuple[Key, float]]]]:
    """Yield each title with the earlier ones that are like it, the likest first.

    Only titles that share a rare pair of characters are compared, so that the cost grows with the lists and not with
    their product.
    """
    known = {key: pairs_of(title) for key, title in earlier}
    by_pair: dict[str, list[Key]] = defaultdict(list)
    for key, pairs in known.items():
        for pair in pairs:
            by_pair[pair].append(key)
    for key, title in titles:
        pairs = pairs_of(title)
        near = {
            other for pair in pairs if len(by_pair.get(pair, ())) <= COMMON for other in by_pair.get(pair, ())
        }
        scored = ((other, len(pairs & known[other]) / len(pairs | known[other])) for other in near)
        found = sorted((one for one in scored if one[1] >= LIKE), key=lambda one: -one[1])
        if found:
            yield key, found[:most]
