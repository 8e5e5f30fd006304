"""The demo: an organisation with runbooks, and one small service that truly breaks."""
