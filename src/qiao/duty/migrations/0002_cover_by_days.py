from django.db import migrations, models
from django.db.models import F


def as_covered(apps, _schema_editor):
    """Leaves agreed so far were covered at once, on all their days."""
    leaves, covers = apps.get_model("duty", "StaffLeave"), apps.get_model("duty", "LeaveCover")
    leaves.objects.filter(covers__isnull=False).update(covered_on=F("since"))
    rows = []
    for row in covers.objects.filter(why="").select_related("leave").iterator():
        since, until = (day.toordinal() - 719163 for day in (row.leave.since, row.leave.until))
        row.days = [[since, until]] if since < until else []
        rows.append(row)
    covers.objects.bulk_update(rows, ["days"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [("duty", "0001_initial")]

    operations = [
        migrations.AddField("staffleave", "covered_on", models.DateField(null=True)),
        migrations.AddField("leavecover", "days", models.JSONField(default=list)),
        migrations.RunPython(as_covered, migrations.RunPython.noop),
    ]
