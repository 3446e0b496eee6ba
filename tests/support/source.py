"""The project's own source, measured and searched by its syntax tree."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith)
CHOICES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Function:
    """One function and its size, its docstring aside."""

    place: str
    lines: int
    nesting: int
    branches: int
    is_typed: bool


@cache
def committed(*patterns: str) -> tuple[Path, ...]:
    """Return the files that git knows or would add, in this working tree."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return tuple(path for path in (ROOT / line for line in listed) if path.is_file())


def name_of(path: Path) -> str:
    """Return the path as the project writes it."""
    return path.relative_to(ROOT).as_posix()


def python_files(folder: str = "tracker") -> list[Path]:
    """Return the Python files under ``folder``."""
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a file imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls_of(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a file."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def _is_elif(parent: ast.AST, field: str, node: ast.AST) -> bool:
    return isinstance(parent, ast.If) and field == "orelse" and isinstance(node, ast.If)


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, (*FUNCTIONS, ast.ClassDef)):
                yield field, child


def nesting_of(node: ast.AST, depth: int = 0) -> int:
    """Return how deep blocks stand inside one another; ``elif`` goes no deeper."""
    inner = (
        nesting_of(child, depth + (isinstance(child, BLOCKS) and not _is_elif(node, field, child)))
        for field, child in _children(node)
    )
    return max(inner, default=depth)


def branches_of(node: ast.AST) -> int:
    """Return the number of ways through a function."""
    nodes = list(ast.walk(node))
    operands = sum(len(found.values) - 1 for found in nodes if isinstance(found, ast.BoolOp))
    return 1 + operands + sum(isinstance(found, CHOICES) for found in nodes)


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if not (is_text and ast.get_docstring(node, clean=False) is not None):
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines without those of its docstring."""
    return (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)


def _is_typed(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = node.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    named = [argument for argument in arguments if argument and argument.arg not in {"self", "cls"}]
    return node.returns is not None and all(argument.annotation for argument in named)


def functions_of(paths: Iterable[Path]) -> list[Function]:
    """Return every function in the files with its measures."""
    return [
        Function(
            place=f"{name_of(path)}:{node.lineno} {node.name}",
            lines=lines_of(node),
            nesting=nesting_of(node),
            branches=branches_of(node),
            is_typed=_is_typed(node),
        )
        for path in paths
        for node in ast.walk(tree_of(path))
        if isinstance(node, FUNCTIONS)
    ]


def percentile(values: Iterable[int], share: float) -> int:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]
