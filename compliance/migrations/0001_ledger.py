from django.db import migrations, models

import ddrun.lib.ids
from ddrun.lib.postgres.insert_only import InsertOnly
from ddrun.lib.postgres.operations import EnableTenantWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=ddrun.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('sequence', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=200)),
                ('incident_id', models.UUIDField(null=True)),
                ('run_id', models.UUIDField(null=True)),
                ('facts', models.JSONField()),
                ('content', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
                'ordering': ['organisation_id', '-sequence'],
                'indexes': [models.Index(fields=['organisation_id', 'incident_id', 'sequence'], name='entry_of_incident'), models.Index(fields=['organisation_id', 'at'], name='entry_at'), models.Index(fields=['organisation_id', 'kind', 'sequence'], name='entry_of_kind')],
                'constraints': [models.UniqueConstraint(fields=('organisation_id', 'sequence'), name='entry_place'), models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='entry_counts_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.UUIDField(default=ddrun.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('public_key', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=128)),
            ],
            options={
                'verbose_name': 'checkpoint',
                'ordering': ['organisation_id', '-sequence'],
                'constraints': [models.UniqueConstraint(fields=('organisation_id', 'sequence', 'public_key'), name='checkpoint_once')],
            },
        ),
        EnableTenantWall("auditentry"),
        EnableTenantWall("checkpoint"),
        InsertOnly("auditentry"),
        InsertOnly("checkpoint"),
    ]
