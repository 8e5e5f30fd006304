"""What a press of a button says: which step, with which key, seen at which revision."""

from dataclasses import dataclass
from uuid import UUID

from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from ddrun.lib.http import MemberRequest
from execution.actions.turn import Press


@dataclass(frozen=True)
class Said:
    """One press on a run page."""

    run_id: UUID
    by: Member
    words: dict[str, str]

    @property
    def press(self) -> Press:
        """Key and revision; raises `Refusal` when the form is not one of ours."""
        return Press(self.key, self._number("revision"))

    @property
    def anytime(self) -> Press:
        """The same for acts that are never too late, such as holding."""
        return Press(self.key, None)

    @property
    def key(self) -> str:
        """What makes a repeated press harmless."""
        return self.words.get("key", "")

    @property
    def step(self) -> UUID:
        """The step it is about; raises `Refusal`."""
        return self.identity("step")

    def identity(self, name: str) -> UUID:
        """A field that holds an id; raises `Refusal`."""
        try:
            return UUID(self.words.get(name, ""))
        except ValueError as error:
            raise Refusal("The page sent something unreadable; load it again.") from error

    def text(self, name: str) -> str:
        """A field as typed, with the browser's line ends made plain; empty when it was not sent."""
        return self.words.get(name, "").replace("\r\n", "\n")

    def number(self, name: str) -> int:
        """A field that holds a number; raises `Refusal`."""
        return self._number(name)

    def _number(self, name: str) -> int:
        word = self.words.get(name, "")
        if not word.isascii() or not word.isdigit() or len(word) > 9:
            raise Refusal("The page sent something unreadable; load it again.")
        return int(word)


def heard(request: MemberRequest, run_id: UUID) -> Said:
    """What the form of a run page says."""
    return Said(run_id, request.member, {name: str(value) for name, value in request.POST.items()})
