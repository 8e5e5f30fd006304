"""The search for runbooks that uses its index.

Row-level security evaluates its own condition before any function that might leak, and matching a text is one:
under it the index of words is never used, and every alert read every version. The function below belongs to the
owning role, which the wall lets pass, and holds up the same wall itself.
"""

from django.db import migrations

BEST = """
create function runbooks_best(asked tsquery, most integer) returns table (id uuid, rank real)
language sql stable security definer set search_path from current rows 50 as $$
    select v.id, ts_rank(v.search, asked)
    from runbooks_runbookversion v
    where v.search @@ asked
      and v.organisation_id = nullif(current_setting('ddrun.organisation', true), '')::uuid
      and v.published_at is not null
    order by 2 desc, v.title
    limit most
$$
"""


class Migration(migrations.Migration):
    dependencies = [("runbooks", "0005_suggestion_purpose")]

    operations = [migrations.RunSQL(BEST, "drop function runbooks_best(tsquery, integer)")]
