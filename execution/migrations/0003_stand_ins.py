"""A step knows which of its words wait for a value.

What a run froze before does not say so: such a run goes by itself no more until its driver lets it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("execution", "0002_exceptions"),
    ]

    operations = [
        migrations.AddField(
            model_name="steprun",
            name="stand_ins",
            field=models.JSONField(default=list),
        ),
        migrations.RunSQL(
            "update execution_run set paused = true where status in ('active', 'held')",
            migrations.RunSQL.noop,
        ),
    ]
