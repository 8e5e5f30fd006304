"""GitHub's and GitLab's clients."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import by_table, entries, settled
from runbooks.risk.words import Call
from runbooks.types import Risk

GH: Final = entries("""
green: pr/list pr/view pr/diff pr/checks pr/status issue/list issue/view issue/status run/list run/view
    workflow/list workflow/view release/list release/view
green: repo/list repo/view gist/list gist/view label/list cache/list secret/list variable/list ruleset/list
    ruleset/view search/issues search/prs search/repos search/code
green: search/commits project/list project/view status org/list gpg-key/list ssh-key/list config/list
    config/get extension/list extension/search auth/status alias/list
green: variable/get version run/watch attestation/verify completion help
yellow: pr issue run workflow release repo gist label cache secret variable project auth config extension
    alias browse codespace api ssh-key gpg-key ruleset | changes something at GitHub
red: repo/delete repo/archive repo/rename release/delete release/delete-asset run/delete cache/delete
    secret/delete secret/remove variable/delete gist/delete issue/delete label/delete
red: project/delete ssh-key/delete gpg-key/delete codespace/delete | deletes it
""")


def gh(call: Call, desk: Desk) -> Ruling:
    """GitHub's client."""
    line = read_options(
        call.arguments,
        arity(
            "R: L: s: l: a: A: B: H: S: q: t: u: w: b: j: r: c w e: o: v n p --repo= --limit= "
            "--state= --label= --author= --assignee= --base= --head= --search= --json= --jq= "
            "--template= --comments --web --log --log-failed --job= --attempt= --branch= "
            "--workflow= --user= --status= --event= --verbose --exit-status --patch --name-only "
            "--color= --files --raw --filename= --exclude-drafts --exclude-pre-releases --all "
            "--yaml --env= --org= --owner= --language= --sort= --order= --created= --topic= "
            "--visibility= --source --fork --archived --no-archived --key= --ref= --watch "
            "--interval= --required --fail-fast --closed --mine --no-browser --hostname= --app= "
            "--commit= --help --version a"
        ),
    )
    if line.asks("--help") and not line.strange:
        return green("It prints its help.")
    if line.operands and line.operands[0].text == "api":
        return _api(call, line)
    path, ruling = by_table(call, line, GH)
    shows = path == "auth/status" and any(re.match(r"-\w*t", word.text) for word in call.arguments)
    if line.has("--show-token") or shows:
        return yellow("It prints a token.", call.words[0])
    if line.has("-w", "--web") and ruling.risk is Risk.GREEN:
        return yellow("It opens a browser.", call.words[0])
    ruling = settled(call, line, ruling)
    return (
        green(ruling.why, pins=(("GH_PAGER", "cat"), ("PAGER", "cat"), ("GH_PROMPT_DISABLED", "1")))
        if ruling.risk is Risk.GREEN
        else ruling
    )


def _api(call: Call, line: Line) -> Ruling:
    text = " ".join(word.text for word in call.arguments[1:])
    if re.search(r"(^| )(-X|--method)[ =]?DELETE", text, re.I):
        return red("It deletes what the address names.", call.words[0])
    known = read_options(
        call.arguments,
        arity(
            "X: H: q: t: i --method= --header= --jq= --template= --paginate --include --cache= "
            "--hostname= --slurp --silent --verbose"
        ),
    )
    method = known.last("-X", "--method")
    if known.strange or known.loose or (method and method.text != "GET") or "graphql" in text:
        return yellow("It may change something at GitHub.", call.words[0])
    return green("It asks GitHub with GET.", pins=(("GH_PAGER", "cat"), ("PAGER", "cat")))


def _glab(call: Call, desk: Desk) -> Ruling:
    return yellow("It may change something at GitLab.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "gh": gh,
    "glab": _glab,
}
