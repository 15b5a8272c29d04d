from django.db import migrations, models


def as_words(apps, _schema_editor):
    """What was kept in the language of who agreed stays as it was said."""
    covers = apps.get_model("duty", "LeaveCover")
    rows = []
    for row in covers.objects.exclude(why="").iterator():
        row.code, row.words = "leave.uncovered", row.why.replace("%", "%%")
        rows.append(row)
    covers.objects.bulk_update(rows, ["code", "words"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [("duty", "0002_cover_by_days")]

    operations = [
        migrations.AddField("leavecover", "code", models.CharField(blank=True, max_length=60)),
        migrations.AddField("leavecover", "words", models.TextField(blank=True)),
        migrations.AddField("leavecover", "facts", models.JSONField(default=dict)),
        migrations.RunPython(as_words, migrations.RunPython.noop),
        migrations.RemoveField("leavecover", "why"),
    ]
