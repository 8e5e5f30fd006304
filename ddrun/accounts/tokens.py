"""Links that sign in by themselves: the demo's, and the one that makes the first organisation."""

from typing import Final

from django.core import signing

_DEMO: Final = "ddrun.accounts.demo"
_WELCOME: Final = "ddrun.accounts.welcome"


def demo_token(user_id: int) -> str:
    """A word that signs in as that demo person, on this machine only."""
    return signing.Signer(salt=_DEMO).sign(str(user_id))


def read_demo_token(token: str) -> int:
    """The user it names; raises BadSignature."""
    return int(signing.Signer(salt=_DEMO).unsign(token))


def welcome_token() -> str:
    """A word that opens the first visit; worth nothing once there is an organisation."""
    return signing.Signer(salt=_WELCOME).sign("first")


def read_welcome_token(token: str) -> None:
    """Raises BadSignature unless we made it."""
    signing.Signer(salt=_WELCOME).unsign(token)
