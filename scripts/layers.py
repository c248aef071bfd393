"""Who imports whom in kiosk/ and models/, and who may. Standard library only.

Read by tests/test_imports.py, which refuses what the rules forbid, and by
scripts/draw-architecture, which draws the rest.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOWN = {
    "errors": set[str](),
    "core": {"errors"},
    "ports": {"errors", "core"},
    "config": {"errors", "core"},
    "visit": {"errors", "core"},
    "document": {"errors", "core"},
    "sensing": {"errors", "core", "ports"},
    "analysis": {"errors", "core", "ports", "sensing"},
    "printing": {"errors", "core", "ports"},
    "exports": {"errors", "core", "ports"},
    "fleet": {"errors", "core", "ports"},
    "reports": {"errors", "core", "ports"},
    "adapters": {"errors", "core", "ports", "printing", "exports", "fleet", "reports"},
    "live": {"errors", "core", "ports", "visit", "document", "sensing", "analysis"},
    "app": {
        "errors", "core", "ports", "config", "visit", "document", "sensing", "analysis", "live",
        "printing", "exports", "fleet", "reports", "adapters",
    },
    "cli": {"errors", "core", "config", "app"},
    "models": {"errors", "core"},
}  # fmt: skip
"""A layer and the layers below it that it may import; every layer may import itself."""

WHOLE_CHAIN = {"models.training.evaluate"}
"""Measures the finished chain on simulated tests, and so may import what it measures."""

PURE = {"errors", "core", "visit", "ports", "printing", "exports", "fleet", "reports"}
"""Layers without a clock, files, logging or a process: what they do, a test can repeat."""

IMPURE = {
    "asyncio", "datetime", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "pickle",
    "random", "select", "shutil", "signal", "socket", "sqlite3", "subprocess", "tempfile",
    "threading", "time",
}  # fmt: skip

THIRD_PARTY = {
    "errors": set[str](),
    "core": {"numpy"},
    "ports": {"numpy"},
    "config": set[str](),
    "visit": {"numpy"},
    "document": {"numpy"},
    "sensing": {"numpy"},
    "analysis": {"numpy"},
    "live": {"numpy"},
    "printing": {"numpy"},
    "exports": {"numpy"},
    "fleet": set[str](),
    "reports": {"numpy"},
    "app": {"numpy"},
    "cli": {"numpy", "typer", "click", "rich"},
}
"""Packages that a layer may name; an adapter may name numpy and one other."""

BANNED = {"torch", "scipy", "anny", "onnx", "onnxscript"}
"""Never in kiosk/: heavy, or the training's own."""


SISTERS = {"alembic": "sqlalchemy"}
"""A package made by another's authors for use with it alone counts as that one."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement's target, as written in one module."""

    module: str
    target: str
    line: int


def modules(root: Path, top: str) -> dict[str, Path]:
    """Dotted names of the Python files under root/top and where they are, sorted."""
    found = {}
    for path in sorted((root / top).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def layer(module: str) -> str:
    """kiosk.core.knee -> core; kiosk -> errors: the package's own file may import nothing."""
    parts = module.split(".")
    if parts[0] != "kiosk":
        return parts[0]
    return parts[1] if len(parts) > 1 else "errors"


def imports(module: str, path: Path, known: set[str]) -> Iterator[Import]:
    """All imports of a file, wherever they stand; `from package import module` names the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield Import(module, "." * node.level, node.lineno)
                continue
            base = node.module or ""
            targets = {f"{base}.{alias.name}" for alias in node.names}
            for target in sorted(t if t in known else base for t in targets):
                yield Import(module, target, node.lineno)


def all_imports(root: Path) -> list[Import]:
    """Every import of kiosk/ and models/ in a fixed order, each once."""
    files = modules(root, "kiosk") | modules(root, "models")
    found = {one for name, path in files.items() for one in imports(name, path, set(files))}
    return sorted(found, key=lambda one: (one.module, one.line, one.target))


def violations(root: Path) -> list[str]:
    """What breaks a rule, a sentence each."""
    found = all_imports(root)
    broken = [text for one in found if (text := _broken(one))]
    broken += _crowded_adapters(found)
    broken += _cycles(found)
    for name, path in modules(root, "kiosk").items():
        broken += _side_effects(name, path)
    return broken


def _broken(one: Import) -> str | None:
    here, where = layer(one.module), f"{one.module}:{one.line}"
    top = one.target.split(".")[0]
    if top == "":
        return f"{where} imports relatively; write the whole name"
    if top in ("kiosk", "models"):
        there = layer(one.target)
        if here not in DOWN or there not in DOWN:
            return f"{where}: the layer of {one.target} has no rule in scripts/layers.py"
        if there == here or there in DOWN[here]:
            return None
        if one.module in WHOLE_CHAIN and there not in ("cli", "app"):
            return None
        return f"{where}: {here} may not import {one.target}"
    if here == "models":
        return None
    if top in sys.stdlib_module_names:
        return f"{where}: {here} is pure and may not use {top}" if _impure(here, top) else None
    if top in BANNED:
        return f"{where}: nothing in kiosk/ may import {top}"
    if here != "adapters" and top not in THIRD_PARTY.get(here, set()):
        return f"{where}: {here} may not import {top}"
    return None


def _impure(here: str, top: str) -> bool:
    return here in PURE and top in IMPURE


def _crowded_adapters(found: list[Import]) -> list[str]:
    """An adapter stands between us and one package."""
    packages: dict[str, set[str]] = {}
    for one in found:
        top = one.target.split(".")[0]
        top = SISTERS.get(top, top)
        if layer(one.module) == "adapters" and top not in sys.stdlib_module_names:
            packages.setdefault(one.module, set()).add(top)
    return [
        f"{module}: an adapter may import one third-party package, not {', '.join(sorted(many))}"
        for module, names in sorted(packages.items())
        if len(many := names - {"kiosk", "numpy"}) > 1
    ]


def _cycles(found: list[Import]) -> list[str]:
    """Modules that reach themselves; package files are left out, they hand out their children."""
    graph: dict[str, set[str]] = {}
    for one in found:
        if one.target.startswith(("kiosk.", "models.")):
            graph.setdefault(one.module, set()).add(one.target)
    broken = []
    for start in sorted(graph):
        seen, todo = set[str](), sorted(graph[start])
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += sorted(graph.get(name, ()))
        if start in seen:
            broken.append(f"{start} imports itself in a circle")
    return broken


def _freezes(call: ast.Call) -> bool:
    """NAME.setflags(write=False): a constant array made read-only is no side effect."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "setflags"


def _side_effects(module: str, path: Path) -> list[str]:
    """Calls that an import would carry out; and files or prints in the pure layers."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    broken = [
        f"{module}:{node.lineno}: a bare call at import time"
        for node in tree.body
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and not _freezes(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            broken.append(f"{module}:{node.lineno}: a global variable")
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if layer(module) in PURE and name in ("open", "print", "input"):
            broken.append(f"{module}:{node.lineno}: {layer(module)} is pure and may not {name}()")
    return broken
