"""The sizes that docs/architecture.md sets."""

import ast
import statistics

import pytest

from tests.support.source import (
    ROOT,
    branches_of,
    functions_of,
    lines_of,
    name_of,
    nesting_of,
    percentile,
    python_files,
)

FUNCTIONS = functions_of(python_files())
VIEWS = [function for function in FUNCTIONS if "/web/" in function.place and "/views.py" in function.place]
MODULES = {name_of(path): path.read_text("utf-8").count("\n") + 1 for path in python_files()}
TEMPLATES = {
    name_of(path): path.read_text("utf-8").count("\n") + 1
    for path in sorted((ROOT / "templates").rglob("*.html"))
}


def over(limit: int, field: str) -> list[str]:
    return [function.place for function in FUNCTIONS if getattr(function, field) > limit]


def test_half_of_the_functions_have_at_most_8_lines() -> None:
    assert statistics.median(function.lines for function in FUNCTIONS) <= 8


def test_95_of_100_functions_have_at_most_30_lines() -> None:
    assert percentile((function.lines for function in FUNCTIONS), 0.95) <= 30


def test_half_of_the_modules_have_at_most_90_lines() -> None:
    assert statistics.median(MODULES.values()) <= 90


def test_95_of_100_modules_have_at_most_280_lines() -> None:
    assert percentile(MODULES.values(), 0.95) <= 280


def test_half_of_the_views_have_at_most_9_lines() -> None:
    assert statistics.median([view.lines for view in VIEWS]) <= 9


def test_95_of_100_views_have_at_most_22_lines() -> None:
    assert percentile([view.lines for view in VIEWS], 0.95) <= 22


def test_half_of_the_templates_have_at_most_40_lines() -> None:
    assert statistics.median(TEMPLATES.values()) <= 40


def test_95_of_100_templates_have_at_most_130_lines() -> None:
    assert percentile(TEMPLATES.values(), 0.95) <= 130


def test_no_module_has_more_than_400_lines() -> None:
    assert [name for name, lines in MODULES.items() if lines > 400] == []


@pytest.mark.parametrize(("field", "limit"), [("lines", 50), ("nesting", 3), ("branches", 10)])
def test_no_function_is_longer_deeper_or_more_branched_than_the_limit(field: str, limit: int) -> None:
    assert over(limit, field) == []


def test_every_function_is_typed() -> None:
    assert [function.place for function in FUNCTIONS if not function.is_typed] == []


SAMPLE = """
def sample(value: int) -> str:
    \"\"\"Docstrings
    do not count.\"\"\"
    if value > 1 and value < 5:
        return "few"
    elif value:
        return "some"
    return "none"
"""


def test_the_measure_leaves_out_docstrings_and_takes_elif_as_no_deeper() -> None:
    node = ast.parse(SAMPLE).body[0]
    assert isinstance(node, ast.FunctionDef)
    assert (lines_of(node), nesting_of(node), branches_of(node)) == (6, 1, 4)
