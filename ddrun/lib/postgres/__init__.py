"""PostgreSQL with two roles and a tenant wall: the application owns nothing, migrations run as the owner."""
