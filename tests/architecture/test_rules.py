"""What import contracts cannot say about the house, read from its source."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import wms
from wms import tables
from wms.errors import Refusal
from wms.tables import metadata

ROOT = Path(__file__).parents[2]
PACKAGES = ("wms", "api", "workers", "printing")
#: transactions are opened by sessions' context managers; nobody commits or rolls back by hand
MAY_BEGIN = {
    "api/transaction.py",
    "workers/transaction.py",
    "wms/db.py",
    # programs of the command line: each is its own door
    "wms/commands",
    "wms/demo",
    "wms/doctor",
    # answers "is the database there" without a request's transaction
    "api/health.py",
}


@cache
def sources() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in names
        ):
            yield node


def test_nobody_commits_or_rolls_back_by_hand() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in sources().items()
        for call in calls(tree, "commit", "rollback")
    ]
    assert found == []


def test_transactions_begin_in_the_two_transaction_files_only() -> None:
    found = []
    for name, tree in sources().items():
        if any(name.startswith(allowed) for allowed in MAY_BEGIN):
            continue
        for call in calls(tree, "begin", "read"):
            receiver = ast.unparse(call.func.value)  # type: ignore[attr-defined]  # asked above: it is an attribute
            if re.search(r"(^|\.)(database|db|engine)$", receiver):
                found.append(f"{name}:{call.lineno} {ast.unparse(call)}")
    assert found == []


def slice_of(path: str) -> str:
    """The slice of a path; a foundation file is a slice of its own, by its name."""
    return Path(path.split("/")[1]).stem


@cache
def table_owners() -> dict[str, str]:
    """Table → the slice (or foundation file) whose models it stands in."""
    owners = {}
    for mapper in tables.Base.registry.mappers:
        module = mapper.class_.__module__.split(".")
        owners[str(mapper.local_table.name)] = module[1]
    return owners


WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)", re.IGNORECASE)
#: these words follow UPDATE in other sentences of SQL: ON CONFLICT DO UPDATE SET, FOR UPDATE OF
NOT_TABLES = {"set", "of", "skip", "nowait", "or", "on"}


def written_tables() -> Iterator[tuple[str, str]]:
    """(where, table) of every SQL text that writes, in Python strings and .sql files."""
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for table in WRITES.findall(node.value):
                    yield name, table.lower()
    for path in sorted((ROOT / "wms").rglob("sql/*.sql")):
        text = re.sub(r"--.*", "", path.read_text())
        for table in WRITES.findall(text):
            yield str(path.relative_to(ROOT)), table.lower()


#: Status columns and counters of upstream rows that a downstream verb advances (house.md §2:
#: "upstream learns of downstream by its own status column, advanced by a call from below").
#: The call is SQL here, because it is on the scan path; each pair has its reason.
ADVANCED_FROM_BELOW = {
    ("picking", "orders"),  # picking, picked: inside the one statement of a scan
    ("picking", "order_lines"),
    ("picking", "allocations"),
    ("packing", "orders"),
    ("packing", "order_lines"),
    ("packing", "pick_run_orders"),
    ("sql", "scans"),  # the foundation's own function, for all flows that are one statement
    ("inbound", "scans"),
    ("shipping", "orders"),
    ("shipping", "order_lines"),
    ("shipping", "parcels"),
    ("returns", "orders"),
    ("returns", "order_lines"),
    ("orders", "idempotency_keys"),
    ("backup", "schedules"),  # `wms doctor` asks there when the last one was made
    ("workers", "schedules"),  # the hands' own clock; its table stands in wms for the migrations
}


#: what is known of people is forgotten by one list, which a reader can check against the schema
#: (docs/decisions/0050): spread over the slices, nobody would see what is missing
FORGETS_EVERYWHERE = "wms/privacy/what.py"


def test_a_table_is_written_by_its_slice_only() -> None:
    owners = table_owners()
    found = set()
    for where, table in written_tables():
        if table in NOT_TABLES or table not in owners or where == FORGETS_EVERYWHERE:
            continue
        here = slice_of(where) if where.startswith("wms/") else where.split("/")[0]
        if here in (owners[table], "migrate") or (here, table) in ADVANCED_FROM_BELOW:
            continue
        found.add(f"{where} writes {table} of {owners[table]}")
    assert sorted(found) == []


def test_stock_is_written_by_the_ledger_only() -> None:
    found = {
        where
        for where, table in written_tables()
        if table in ("movements", "balances") and not where.startswith("wms/stock/sql/")
    }
    assert found <= {"workers/nightly.py", "wms/stock/empty_balances.py"}, found


def test_no_relationship_loads_behind_our_backs() -> None:
    lazy = [
        str(relation)
        for mapper in tables.Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    ]
    assert lazy == []


def test_no_clock_without_a_time_zone() -> None:
    found = []
    for name, tree in sources().items():
        for call in calls(tree, "now", "today", "utcnow", "fromtimestamp"):
            receiver = ast.unparse(call.func.value)  # type: ignore[attr-defined]  # asked above: it is an attribute
            if receiver in ("datetime", "date") and not call.args and not call.keywords:
                found.append(f"{name}:{call.lineno}")
    assert found == []


def all_refusals() -> list[type[Refusal]]:
    for package in ("wms", "api", "workers"):
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)

    def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return list(below(Refusal))


def test_every_refusal_has_a_code_of_its_own() -> None:
    by_code: dict[str, list[type[Refusal]]] = {}
    for refusal in all_refusals():
        by_code.setdefault(refusal.code, []).append(refusal)
    shared = {
        code: [r.__name__ for r in kinds]
        for code, kinds in by_code.items()
        # a subclass that only builds itself differently shares its parent's code
        if len(kinds) > 1
        and not any(all(issubclass(k, p) for k in kinds) for p in kinds)
        and code != "invalid"
    }
    assert shared == {}
    malformed = [c for c in by_code if not re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)*", c)]
    assert malformed == []


def test_every_code_that_sql_refuses_with_is_known_in_python() -> None:
    known = {r.code for r in all_refusals()}
    used = set()
    for path in (ROOT / "wms").rglob("sql/*.sql"):
        used |= set(re.findall(r"(?:refuse|_refused|_wrong)\('([a-z_.]+)'", path.read_text()))
    assert used - known == set()
    assert used, "the pattern finds nothing any more"


def test_shop_owned_keys_begin_with_the_shop() -> None:
    odd = [
        name
        for name in tables.shop_owned_tables()
        if next(iter(metadata.tables[name].primary_key.columns)).name != "shop_id"
    ]
    assert odd == []


def test_foreign_keys_between_shop_owned_tables_carry_the_shop() -> None:
    owned = set(tables.shop_owned_tables())
    odd = [
        f"{name}.{constraint.name}"
        for name in owned
        for constraint in metadata.tables[name].foreign_key_constraints
        if constraint.referred_table.name in owned
        and "shop_id" not in [column.name for column in constraint.columns]
    ]
    assert odd == []


@pytest.mark.parametrize("package", PACKAGES)
def test_folders_are_named_by_warehouse_words(package: str) -> None:
    banned = {"utils", "helpers", "managers", "services", "common", "misc", "base"}
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / package).rglob("*.py")
        if path.stem in banned or path.parent.name in banned
    ]
    assert found == []


def test_the_package_says_what_it_is() -> None:
    assert wms.__doc__
    assert len(wms.__doc__.splitlines()) >= 10
