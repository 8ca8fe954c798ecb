"""Migrations are complete, named, linear and reversible; old code runs on the new schema."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

OURS = [app.label for app in apps.get_app_configs() if app.name.startswith("wuzhi.")]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.mark.django_db
def test_the_models_need_no_new_migration() -> None:
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said, skip_checks=True)
    assert "No changes detected" in said.getvalue()


def test_each_app_has_one_line_of_migrations(loader: MigrationLoader) -> None:
    ours = {label: [name for app, name in loader.disk_migrations if app == label] for label in OURS}
    assert sum(map(len, ours.values())) > 5
    for label, names in ours.items():
        assert len(loader.graph.leaf_nodes(label)) == bool(names), f"{label} has several last migrations"
        numbers = sorted(int(name[:4]) for name in names)
        assert numbers == list(range(1, len(names) + 1)), f"{label} has a gap or a double number"


def test_migrations_are_named_for_what_they_do(loader: MigrationLoader) -> None:
    named = [name for app, name in loader.disk_migrations if app in OURS]
    assert [name for name in named if re.search(r"_auto_|\d{8}_\d{4}$", name)] == []


def test_every_operation_can_be_undone(loader: MigrationLoader) -> None:
    stuck = [
        f"{label}.{name} {operation.describe()}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OURS
        for operation in migration.operations
        if not operation.reversible
    ]
    assert stuck == []


def test_a_new_column_has_a_default_in_the_database(loader: MigrationLoader) -> None:
    """Otherwise the old code, still running during an upgrade, can't insert a row."""
    bare = [
        f"{label}.{name} {operation.model_name}.{operation.name}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OURS and not migration.initial and not name.startswith("0001")
        for operation in migration.operations
        if isinstance(operation, migrations.AddField)
        and not (operation.field.null or operation.field.many_to_many)
        and operation.field.db_default is NOT_PROVIDED
    ]
    assert bare == []
