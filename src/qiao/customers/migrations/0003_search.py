from django.db import migrations

from qiao.customers.adapters.search_index import MAKE, TABLE


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_name_index'),
    ]

    operations = [
        migrations.RunPython(make, unmake),
    ]
