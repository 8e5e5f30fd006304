"""`manage.py up`: the whole product under one supervisor."""
