"""What a reader sees beside a command: the way back, how to try it, and a milder form."""

import re

from django.test import Client

from runbooks.queries import classify, parse
from runbooks.types import Language

TEXT = "# Move a node\n\n1. Cordon it: `kubectl cordon node-1`\n2. Delete it: `kubectl delete node node-1`\n"


def test_the_paste_page_tells_undo_apart_from_risk_and_offers_drafts(client: Client, db: None) -> None:
    page = client.post("/try", {"text": TEXT}).content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Undo ready" in said
    assert 'data-copy="kubectl uncordon node-1"' in page
    assert said.count("cannot be undone") == 1
    assert "it must be made again from its definition" not in said
    assert 'data-copy="kubectl delete --dry-run=server node node-1"' in page
    assert said.count("drafted") >= 4


def test_a_parsed_command_carries_its_undo_into_the_library() -> None:
    verdicts = [command.verdict for step in parse(TEXT).steps for command in step.commands]
    assert [verdict.undo for verdict in verdicts if verdict] == ["kubectl uncordon node-1", None]


def test_a_command_that_is_judged_alone_carries_its_undo_too() -> None:
    assert classify("sudo systemctl stop nginx", Language.SHELL).undo == "sudo systemctl start nginx"
    assert classify("kubectl get pods", Language.SHELL).undo is None
