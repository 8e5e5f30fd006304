"""Infrastructure as code and packages: terraform, ansible, npm, pip, apt…"""

import re
from collections.abc import Callable
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, yellow
from runbooks.risk.tools.kit import by_table, by_verbs, entries, reads, settled
from runbooks.risk.words import Call, listed
from runbooks.types import Risk

TERRAFORM: Final = entries("""
green: validate providers state/list state/show version workspace/list workspace/show
    metadata/functions modules graph help
yellow: plan show output console state/pull test refresh providers/schema providers/lock
    providers/mirror | runs providers, or may print secrets
yellow: init get fmt import taint untaint login logout state/mv state/replace-provider workspace/new
    workspace/select 0.12upgrade stacks query | changes state or files
red: apply destroy state/rm state/push force-unlock workspace/delete | changes or destroys infrastructure
""")


TERRAFORM_OPTIONS: Final = (
    "-json -no-color -help -version -chdir= -var= -var-file= -target= -state= -id= -check -recursive "
    "-diff -list=? -write=? -input=? -lock=? -lock-timeout= -refresh=? -out= -detailed-exitcode "
    "-parallelism= -auto-approve -type= -plan= -draw-cycles -module-depth= -force -upgrade "
    "-reconfigure -backend=? -migrate-state -destroy -compact-warnings -raw"
)


def terraform(call: Call, desk: Desk) -> Ruling:
    """`terraform`: plan runs providers and data sources, so it is not green."""
    line = read_options(call.arguments, arity(TERRAFORM_OPTIONS), single_dash=True)
    texts = [word.text for word in call.arguments]
    if not line.operands:
        return (
            green("It prints a text.")
            if line.has("-help", "-version", "-v", "--help", "--version") or texts in (["-v"], [])
            else yellow("It names no sub-command.", call.words[0])
        )
    if line.operands[0].text == "fmt":
        written = [text for text in texts if text.startswith(("-write", "--write"))]
        if (line.asks("-check") and not line.strange) or written[-1:] == ["-write=false"]:
            return green("It only checks the form.")
        return yellow("It rewrites files.", call.words[0])
    path, ruling = by_table(call, line, TERRAFORM)
    if line.asks("-help", "--help", "-h") and path and not line.strange:
        return green("It prints its help.")
    if path == "plan" and line.has("-destroy"):
        ruling = at_least(Risk.YELLOW, ruling, "It plans a destruction.")
    if path == "state/rm" and line.has("-dry-run") and not line.loose:
        return yellow("A dry run names what would no longer be managed.", call.words[0])
    return settled(call, line, ruling)


def _inventory_runs(line: Line) -> bool:
    """True when an inventory named here looks like a program."""
    names = [option.text for option in line.all("-i", "--inventory")]
    return any(re.search(r"\.(py|sh|rb|pl|js|bash)$|\ufffc", name) for name in names)


def ansible_playbook(call: Call, desk: Desk) -> Ruling:
    """`ansible-playbook`: lists and checks the syntax; else it runs a play."""
    line = read_options(
        call.arguments,
        arity(
            "i: l: e: t: K k v b C D f: u: h --inventory= --limit= --tags= --skip-tags= "
            "--list-hosts --list-tasks --list-tags --syntax-check --check --diff --extra-vars= "
            "--help --version --become vv"
        ),
    )
    if line.has("-h", "--help", "--version") or (
        line.has("--syntax-check", "--list-hosts", "--list-tasks", "--list-tags")
        and not line.strange
        and not line.loose
        and not _inventory_runs(line)
    ):
        return green("It only lists or checks the syntax.")
    return yellow("It runs a playbook.", call.words[0])


def ansible(call: Call, desk: Desk) -> Ruling:
    """`ansible`: ad-hoc, judged by module."""
    line = read_options(
        call.arguments,
        arity(
            "m: a: i: l: u: f: b C o v k K B: P: --become --check --list-hosts --limit= "
            "--inventory= --module-name= --args= --version --help -h"
        ),
    )
    if line.has("--version", "--help", "--list-hosts") and not _inventory_runs(line):
        return green("It prints a text.")
    module, argument = line.last("-m", "--module-name"), line.last("-a", "--args")
    if (
        module
        and module.text in ("shell", "command", "raw", "ansible.builtin.shell", "ansible.builtin.command")
        and argument
        and argument.value
    ):
        inner = desk.inside(argument.value, call)
        return at_least(Risk.YELLOW, inner, "It runs on many hosts.", call.words[0])
    return yellow("It runs a module on many hosts.", call.words[0])


NPM: Final = entries("""
green: ls list view info show v outdated help! help-search root prefix bin ping whoami config/list config/get
    owner/ls dist-tag/ls explain why fund! doctor-x search access/ls-packages team/ls version-x ll la
yellow: install i ci add update upgrade run exec start test build link publish pack init set config audit
    dedupe ddp rebuild version login logout star unstar edit owner access token create dlx dev prune cache |
    changes packages or runs scripts
yellow: uninstall remove rm un r | removes packages
red: unpublish npm/unpublish deprecate-x | removes a published package
""")


NPM_OPTIONS: Final = (
    "g a l p --depth= --json --global --long --all --parseable --registry= --prod --production --dev "
    "--omit= --help --version h v --prefix= D S w: --recursive r --no-color --latest --filter="
)


PACKAGES: Final = "--installed --all --upgradable --names-only a q y n v l i f d h L S: --version --help"


PACKER: Final = by_verbs(
    (
        "green: validate inspect version plugins/installed help\nyellow: build fix init plugins fmt "
        "hcl2_upgrade console | builds or rewrites\nred: x"
    ),
    (
        "-syntax-only -var= -var-file= -machine-readable -except= -only= -evaluate-datasources -check "
        "-recursive -diff -parallel-builds="
    ),
    single_dash=True,
)


def _terragrunt(call: Call, desk: Desk) -> Ruling:
    return at_least(Risk.YELLOW, terraform(call, desk), "It may run hooks.", call.words[0])


def _ansible_inventory(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("--list", "--host", "--vars") or _inventory_runs(line):
        return yellow("It may print variables that are secret.", call.words[0])
    return None


def _ansible_lint(call: Call, line: Line, desk: Desk) -> Ruling | None:
    return yellow("Rules of the project are code.", call.words[0]) if line.has("-r", "-R") else None


def _packer(call: Call, desk: Desk) -> Ruling:
    if [w.text for w in call.arguments[:2]] == ["fmt", "-check"] and (
        not any(w.dash for w in call.arguments)
    ):
        return green("It only checks the form.")
    return PACKER(call, desk)


# What these print themselves; any other word may be a script of the project.
OWN_WORDS: Final = {
    "yarn": listed("list info why outdated versions --version -v"),
    "bun": listed("--version -v --revision"),
    "pnpm": listed("list ls ll la why outdated view info root bin --version -v"),
}


def _npm(call: Call, desk: Desk) -> Ruling:
    first = next((word.text for word in call.arguments if not word.text.startswith("-")), "--version")
    if call.name in OWN_WORDS and first not in OWN_WORDS[call.name]:
        inner = settled(
            call, (line := read_options(call.arguments, arity(NPM_OPTIONS))), by_table(call, line, NPM)[1]
        )
        return at_least(Risk.YELLOW, inner, "It may run a script of the project.", call.words[0])
    return settled(
        call, (line := read_options(call.arguments, arity(NPM_OPTIONS))), by_table(call, line, NPM)[1]
    )


def _prometheus(call: Call, desk: Desk) -> Ruling:
    if [w.text for w in call.arguments] in (["-h"], ["--help"], ["--help-long"], ["--version"]):
        return green("It prints a text.")
    return yellow("It starts a server.", call.words[0])


def _simulated(make: Callable[[str, str], Handler]) -> Callable[[str, str], Handler]:
    """The same tool, whose simulation is green."""

    def both(rows: str, options: str) -> Handler:
        usual = make(rows, options)

        def handler(call: Call, desk: Desk) -> Ruling:
            line = read_options(
                call.arguments, arity(options + " s --simulate --dry-run --just-print --no-act --recon")
            )
            verb = line.operands[0].text if line.operands else ""
            dry = line.has("-s", "--simulate", "--dry-run", "--just-print", "--no-act", "--recon")
            if dry and verb in APT_SIMULATES and not line.strange and not line.loose:
                return green("A simulation changes nothing.")
            return usual(call, desk)

        return handler

    return both


APT_SIMULATES: Final = listed("install remove purge upgrade dist-upgrade full-upgrade autoremove")


HANDLERS: Final[dict[str, Handler]] = {
    "terraform": terraform,
    "tofu": terraform,
    "terragrunt": _terragrunt,
    "ansible-playbook": ansible_playbook,
    "ansible": ansible,
    "ansible-inventory": reads(
        "i: y v --list --graph --host= --yaml --toml --vars --inventory= --export", _ansible_inventory
    ),
    "ansible-lint": reads(
        (
            "p q v x: t: R r: L T --parseable --help --version --nocolor --offline --list-rules "
            "--list-tags --strict"
        ),
        _ansible_lint,
    ),
    "packer": _packer,
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), _npm),
    "apt": _simulated(by_verbs)(
        (
            "green: list show search policy depends rdepends showpkg\nyellow: install update upgrade "
            "full-upgrade dist-upgrade edit-sources reinstall satisfy | changes packages\nred: remove "
            "purge autoremove autopurge | removes packages"
        ),
        PACKAGES,
    ),
    "apt-cache": by_verbs(
        "green: show search policy depends rdepends showpkg stats madison pkgnames dump-x", PACKAGES
    ),
    "apt-get": _simulated(by_verbs)(
        (
            "green: changelog-x\nyellow: install update upgrade dist-upgrade clean autoclean check "
            "download source build-dep | changes packages\nred: remove purge autoremove | removes packages"
        ),
        PACKAGES,
    ),
    "prometheus": _prometheus,
}
