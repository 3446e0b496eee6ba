"""Which functions of tracker/services write: those that open a unit of work, themselves or through a private helper."""

import ast

from tests.support.source import FUNCTIONS, python_files, tree_of

APART = "demonstration"


def _called(function: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {found.id for found in calls if isinstance(found, ast.Name)}


def writing_services() -> set[str]:
    """Return ``module.function`` of every public function that opens a unit of work."""
    found: set[str] = set()
    for path in python_files("tracker/services"):
        functions = [node for node in tree_of(path).body if isinstance(node, FUNCTIONS)]
        calls = {function.name: _called(function) for function in functions}
        writing = {name for name, called in calls.items() if "unit_of_work" in called}
        while more := {
            name for name, called in calls.items() if name not in writing and _private(called) & writing
        }:
            writing |= more
        module = ".".join(path.with_suffix("").parts[path.parts.index("services") + 1 :])
        found |= {f"{module}.{name}" for name in writing if not name.startswith("_")}
    return found


def _private(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("_")}
