"""A register in a sheet: where its head is, which column is which, and each row as it is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.documents import file_errors
from tracker.documents.sheets import MARK, REST, REST_HEADS, address_of
from tracker.documents.tables import Cell, Place, Table
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.register_columns import BY_CODE, ENTERED, code_of_head
from tracker.domain.register_values import DAYS_TO_1904, LAST_SERIAL, READERS, Misread, read_date, reader_of

MOST_ABOVE = 30  # rows before the head: title, unit, date of the list
LEAST_KNOWN = 2  # heads that make a row a head
ENTERABLE = frozenset(column.code for column in ENTERED)
DAYS = frozenset(code for code, reader in READERS.items() if reader is read_date)
SUMS = frozenset({"合计", "总计", "小计", "共计"})


class HeadNotFound(file_errors.FileError):
    """No row names its columns."""

    code = "head_not_found"
    message = N_(
        "没有找到表头：前30行里要有一行是列名，如编号、标题或案由、提出人、主办单位。请核对后再导入。"
    )


@dataclass(frozen=True)
class HeadCell:
    """One column: its number, the head as it stands, and the column of the register that it means, if known."""

    column: int
    text: str
    code: str | None


@dataclass(frozen=True)
class Head:
    """The head of a sheet: its first and last row, counted from 0, and its columns."""

    first: int
    last: int
    cells: tuple[HeadCell, ...]

    @property
    def known(self) -> int:
        """How many different columns an import can enter."""
        return len({cell.code for cell in self.cells if cell.code in ENTERABLE})


@dataclass(frozen=True)
class Remark:
    """Words about one cell, by the address that spreadsheets show."""

    address: str
    words: Phrase


@dataclass(frozen=True)
class ReadRow:
    """One row: its number as spreadsheets count, what its cells mean by column, what was corrected, what is wrong."""

    number: int
    values: Mapping[str, Any]
    notes: tuple[Remark, ...] = ()
    faults: tuple[Remark, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False


def find_head(table: Table) -> Head:
    """Return the head: the row, or two rows together, whose words name most columns; raises HeadNotFound."""
    numbers = [number for number in table.rows if number < MOST_ABOVE]
    single = [_head(table, number, number) for number in numbers]
    double = [_head(table, number, number + 1) for number in numbers if number + 1 in table.rows]
    best = max([*single, *double], key=lambda head: (head.known, head.first - head.last), default=None)
    if best is None or best.known < LEAST_KNOWN:
        raise HeadNotFound
    return best


def has_head(table: Table) -> bool:
    """Tell whether a sheet names its columns."""
    try:
        find_head(table)
    except HeadNotFound:
        return False
    return True


def _head(table: Table, first: int, last: int) -> Head:
    rows = [_spread(table, number) for number in range(first, last + 1)]
    width = max((len(row) for row in rows), default=0)
    cells = []
    for column in range(width):
        words = [str(row[column]).strip() for row in rows if column < len(row) and row[column] is not None]
        words = list(dict.fromkeys(word for word in words if word))
        if words:
            cells.append(HeadCell(column, " ".join(words), _code(words)))
    return Head(first, last, tuple(cells))


def _code(words: list[str]) -> str | None:
    """Return the column that the words of a head mean: all together, else the lowest, else the one above it."""
    together = code_of_head("".join(words))
    return together or next((found for word in reversed(words) if (found := code_of_head(word))), None)


def _spread(table: Table, number: int) -> list[Cell]:
    """Return a row of the head with the words of merged cells in each column that they span."""
    row = list(table.rows.get(number, []))
    for (top, left), (bottom, right) in table.merged:
        if top <= number <= bottom:
            source = table.rows.get(top, [])
            words = source[left] if left < len(source) else None
            row += [None] * (right + 1 - len(row))
            row[left : right + 1] = [words] * (right + 1 - left)
    return row


def mapping_of(head: Head, chosen: Mapping[int, str | None]) -> dict[int, str]:
    """Return the columns that are taken, by number: as chosen, else as the head says; the first of two alike."""
    taken: dict[int, str] = {}
    for cell in head.cells:
        code = chosen.get(cell.column, cell.code)
        if code in ENTERABLE and code not in taken.values():
            taken[cell.column] = code
    return taken


def read_rows(table: Table, head: Head, columns: Mapping[int, str], tables: list[Table]) -> Iterator[ReadRow]:
    """Yield the rows below the head; sums and repeated heads are left out, hidden rows are told."""
    rest = rests_of(tables)
    for number, cells in table.rows.items():
        if number > head.last and not _is_idle(cells, head):
            yield _row(table, number, cells, columns, rest)


def _is_idle(cells: list[Cell], head: Head) -> bool:
    """Tell whether a row is a sum, or the head printed again on the next page."""
    words = [str(cell).strip() for cell in cells if cell is not None]
    heads = {cell.text for cell in head.cells}
    return words[0].replace(" ", "") in SUMS or (len(words) > 1 and set(words) <= heads)


def rests_of(tables: list[Table]) -> dict[str, str]:
    """Return the texts that went on in the sheet of rests, by the address of the cell in which they began."""
    found: dict[str, str] = {}
    for table in tables:
        lines = list(table.rows.values())
        if table.name == REST and lines and tuple(lines[0][:3]) == REST_HEADS:
            for line in lines[1:]:
                address, _piece, text = [str(cell or "") for cell in line[:3]]
                found[address] = found.get(address, "") + text
    return found


def _row(
    table: Table, number: int, cells: list[Cell], columns: Mapping[int, str], rest: Mapping[str, str]
) -> ReadRow:
    values: dict[str, Any] = {}
    notes, faults, addresses = [], [], {}
    for column, code in columns.items():
        address = address_of(number, column)
        addresses[code] = address
        try:
            cell = _whole(table, (number, column), code, cells, rest)
            if cell is None or not str(cell).strip():
                continue
            meant = reader_of(code)(cell)
        except Misread as error:
            faults.append(Remark(address, error.why))
            continue
        values[code] = meant.value
        if meant.note:
            notes.append(Remark(address, meant.note))
    return ReadRow(
        number + 1, values, tuple(notes), tuple(faults), addresses, is_hidden=number in table.hidden_rows
    )


def _whole(table: Table, place: Place, code: str, cells: list[Cell], rest: Mapping[str, str]) -> Cell:
    """Return a cell with what goes on elsewhere; raises Misread for an error, a formula, or a merged area."""
    _refuse_marked(table, place)
    number, column = place
    cell = cells[column] if column < len(cells) else None
    if isinstance(cell, str):
        return (
            cell.removesuffix(MARK) + rest.get(address_of(number, column), "")
            if cell.endswith(MARK)
            else cell
        )
    if table.is_1904 and code in DAYS and isinstance(cell, float | int) and cell < LAST_SERIAL:
        return cell + DAYS_TO_1904
    return cell


def _refuse_marked(table: Table, place: Place) -> None:
    if place in table.errors:
        raise Misread(phrase(N_("单元格是错误值 %(error)s，请改正。"), error=table.errors[place]))
    if place in table.formulas:
        raise Misread(phrase(N_("单元格是公式，请选择性粘贴为数值后再导入。")))
    if _is_shared(table, *place):
        raise Misread(phrase(N_("单元格与别的行合并，看不出属于哪一件，请取消合并后逐行填写。")))


def _is_shared(table: Table, number: int, column: int) -> bool:
    """Tell whether a cell is merged with one of another row."""
    return any(
        top <= number <= bottom and left <= column <= right and top < bottom
        for (top, left), (bottom, right) in table.merged
    )


def name_of(code: str) -> str:
    """Return the head of a column."""
    return BY_CODE[code].head
