"""What the import linter cannot hold."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ddrun", "integrations", "incidents", "execution", "runbooks", "compliance")
CODE = sorted(path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py"))
OURS = [path for path in CODE if path.is_relative_to(ROOT) and path.parts[len(ROOT.parts)] != "tests"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Data is read by its columns, not from top to bottom; migrations are written by a machine.
NO_LENGTH = ("/migrations/", "/tables/")
LONGEST = 300


def test_no_import_contract_has_an_exception() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 12
    assert [one["name"] for one in contracts if "ignore_imports" in one] == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in CODE
        if not any(part in str(path) for part in NO_LENGTH)
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [str(path) for path in CODE if path.name in drawers] == []


def test_nothing_happens_behind_the_reader_s_back_through_signals() -> None:
    hidden = re.compile(r"@receiver\b|\bdjango\.dispatch\b|\bimport signals\b|\bsignals import\b")
    assert [str(path.relative_to(ROOT)) for path in OURS if hidden.search(path.read_text())] == []


def test_an_init_holds_a_sentence_and_no_import_or_the_agent_drags_in_its_app() -> None:
    # The types, tables and reads of an app are one door each, so their own `__init__` may gather them.
    doors = ("models", "queries", "actions", "migrations", "types")
    speaking = {}
    for path in OURS:
        if path.name == "__init__.py" and path.parent.name not in doors:
            body = ast.parse(path.read_text()).body
            speaking[str(path.relative_to(ROOT))] = [type(node).__name__ for node in body]
    assert {path: nodes for path, nodes in speaking.items() if nodes not in (["Expr"], [])} == {}


def test_a_page_stands_one_level_under_the_only_layout() -> None:
    extends = re.compile(r"{%\s*extends\s+[\"']([^\"']+)[\"']")
    parents = {
        str(path.relative_to(ROOT)): found[1]
        for path in TEMPLATES
        if (found := extends.search(path.read_text()))
    }
    assert set(parents.values()) <= {"base.html"}


@pytest.mark.parametrize(
    "module", ["execution.agent", "compliance.verifier", "runbooks.parsing", "runbooks.risk"]
)
def test_what_leaves_the_building_runs_where_django_is_not(module: str) -> None:
    program = (
        "import sys, runpy\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'django': raise ImportError('django is not here')\n"
        "sys.meta_path.insert(0, Gone())\n"
        f"sys.argv = [{module!r}, '--help']\n"
        f"runpy.run_module({module!r}, run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()


def test_every_page_says_who_may_see_it() -> None:
    unmarked = [
        str(pattern.pattern)
        for pattern in _patterns(get_resolver())
        if pattern.callback.__module__.split(".")[0] in ROOMS
        and not hasattr(pattern.callback, "act")
        and not hasattr(pattern.callback, "public")
        and "admin" not in pattern.callback.__module__
    ]
    assert unmarked == []


@pytest.mark.django_db
def test_every_tenant_s_table_has_the_second_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
            " where c.relrowsecurity and p.polname = 'tenant_wall'"
        )
        walled = {name for (name,) in cursor.fetchall()}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in ROOMS
    }
    # Users and organisations are what a door looks up before it knows whose it is.
    open_on_purpose = {"accounts_organisation", "accounts_user", "accounts_user_groups"}
    open_on_purpose |= {"accounts_user_user_permissions"}
    assert tables - walled == open_on_purpose


@pytest.mark.django_db
def test_the_application_owns_nothing_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and pg_get_userbyid(c.relowner) = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)


def _patterns(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for entry in resolver.url_patterns:
        found += [entry] if isinstance(entry, URLPattern) else _patterns(entry)
    return found
