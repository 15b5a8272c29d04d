from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('cycle', '0001_cycle'),
    ]

    operations = [
        migrations.AddField(
            model_name='interview',
            name='versions',
            field=models.JSONField(default=list),
        ),
    ]
