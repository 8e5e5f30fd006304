from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("execution", "0003_stand_ins"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="checklist",
            field=models.JSONField(default=dict),
        ),
    ]
