"""The tail, not the median, tells good code from bad: nothing grows beyond what one can read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "hitl_app"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
LINES_OF_A_CLASS = 200
METHODS_OF_A_CLASS = 20

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(node: Function | ast.ClassDef) -> int:
    """Count from `def` or `class` to the last line, without decorators, with the docstring."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_protocol(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


def too_long(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, Function) and length(node) > LINES_OF_A_FUNCTION:
            yield f"function {node.name} has {length(node)} lines"
        # A protocol is a list of signatures, one a row of a table: nothing in it to understand.
        if isinstance(node, ast.ClassDef) and not is_protocol(node):
            methods = sum(isinstance(part, Function) for part in node.body)
            if length(node) > LINES_OF_A_CLASS:
                yield f"class {node.name} has {length(node)} lines"
            if methods > METHODS_OF_A_CLASS:
                yield f"class {node.name} has {methods} methods"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_that_nothing_is_too_long_to_be_read(module: Path) -> None:
    text = module.read_text("utf-8")
    lines = len(text.splitlines())
    found = list(too_long(ast.parse(text)))
    if lines > LINES_OF_A_FILE:
        found.append(f"the file has {lines} lines")
    assert not found
