"""The effective share can be unknown."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Of a member that is named without a share."""

    dependencies: ClassVar = [("ties", "0001_initial")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="membership", name="effective_ppm", field=models.IntegerField(null=True)
        ),
    ]
