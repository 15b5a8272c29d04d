from django.db import migrations

from qiao.customers.adapters import search_index
from qiao.customers.adapters.names import MAKE, UNMAKE


def make(apps, schema_editor):
    empty(schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def unmake(apps, schema_editor):
    empty(schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNMAKE)


def empty(schema_editor):
    """Its tokens change: the index is made anew as the server starts; to lay it down again is quicker than to clear it."""
    schema_editor.execute(f"DROP TABLE {search_index.TABLE}")
    for statement in search_index.MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_aliases'),
    ]

    operations = [
        migrations.RunPython(make, unmake),
    ]
