from django.db import migrations
from django.db.models import F
from django.db.models.functions import Now

NAME = "people.credit_stops"


def forget(apps, _schema_editor):
    """The setting ruled nothing: its values go, what waits for a decision is withdrawn, decisions stay to be read."""
    apps.get_model("office", "ParameterValue").objects.filter(name=NAME).delete()
    waiting = apps.get_model("office", "Approval").objects.filter(kind="parameter", subject=NAME, state="asked")
    waiting.update(state="withdrawn", decided_by=F("asked_by"), decided_at=Now())


class Migration(migrations.Migration):

    dependencies = [("office", "0003_signature"), ("people", "0003_entry_and_quota")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
