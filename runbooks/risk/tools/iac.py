"""Infrastructure as code and packages: terraform, ansible, npm, pip, apt…"""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.databases import by_verbs
from runbooks.risk.tools.kit import by_table, changes, entries, reads, settled
from runbooks.risk.words import Call
from runbooks.types import Risk

TERRAFORM: Final = entries("""
green: state/list state/show version validate-x providers-x workspace/list workspace/show metadata/functions modules graph help
yellow: plan validate providers show output console state/pull test refresh providers/schema providers/lock providers/mirror | runs providers, or may print secrets
yellow: init get fmt import taint untaint login logout state/mv state/replace-provider workspace/new workspace/select 0.12upgrade stacks query | changes state or files
red: apply destroy state/rm state/push force-unlock workspace/delete | changes or destroys infrastructure
""")
TERRAFORM_OPTIONS: Final = "-json -no-color -help -version -chdir= -var= -var-file= -target= -state= -id= -check -recursive -diff -list=? -write=? -input=? -lock=? -lock-timeout= -refresh=? -out= -detailed-exitcode -parallelism= -auto-approve -type= -plan= -draw-cycles -module-depth= -force -upgrade -reconfigure -backend=? -migrate-state -destroy -compact-warnings -raw"


def terraform(call: Call, desk: Desk) -> Ruling:
    """`terraform`: plan runs providers and data sources, so it is not green."""
    line = read_options(call.arguments, arity(TERRAFORM_OPTIONS), single_dash=True)
    texts = [word.text for word in call.arguments]
    if not line.operands:
        return green("It prints a text.") if line.has("-help", "-version", "-v", "--help", "--version") or texts in (["-v"], []) else yellow("It names no sub-command.", call.words[0])
    if line.operands[0].text == "fmt":
        if line.has("-check") and not line.strange or any(t == "-write=false" for t in texts):
            return green("It only checks the form.")
        return yellow("It rewrites files.", call.words[0])
    path, ruling = by_table(call, line, TERRAFORM)
    if line.has("-help", "--help", "-h") and path and not line.strange:
        return green("It prints its help.")
    if path == "plan" and line.has("-destroy"):
        ruling = at_least(Risk.YELLOW, ruling, "It plans a destruction.")
    return settled(call, line, ruling)


def ansible_playbook(call: Call, desk: Desk) -> Ruling:
    """`ansible-playbook`: lists and checks the syntax; else it runs a play."""
    line = read_options(call.arguments, arity("i: l: e: t: K k v b C D f: u: h --inventory= --limit= --tags= --skip-tags= --list-hosts --list-tasks --list-tags --syntax-check --check --diff --extra-vars= --help --version --become vv"))
    if line.has("-h", "--help", "--version") or line.has("--syntax-check", "--list-hosts", "--list-tasks", "--list-tags") and not line.strange and not line.loose:
        return green("It only lists or checks the syntax.")
    return yellow("It runs a playbook.", call.words[0], dry_run="ansible-playbook --check …")


def ansible(call: Call, desk: Desk) -> Ruling:
    """`ansible`: ad-hoc, judged by module."""
    line = read_options(call.arguments, arity("m: a: i: l: u: f: b C o v k K B: P: --become --check --list-hosts --limit= --inventory= --module-name= --args= --version --help -h"))
    if line.has("--version", "--help", "--list-hosts"):
        return green("It prints a text.")
    module, argument = line.last("-m", "--module-name"), line.last("-a", "--args")
    if module and module.text in ("shell", "command", "raw", "ansible.builtin.shell", "ansible.builtin.command") and argument and argument.value:
        inner = desk.inside(argument.value, call)
        return at_least(Risk.YELLOW, inner, "It runs on many hosts.", call.words[0])
    return yellow("It runs a module on many hosts.", call.words[0])


NPM: Final = entries("""
green: ls list view info show v outdated help help-search root prefix bin ping whoami config/list config/get owner/ls dist-tag/ls explain why fund doctor-x search access/ls-packages team/ls version-x ll la
yellow: install i ci add update upgrade run exec start test build link publish pack init set config audit dedupe ddp rebuild version login logout star unstar edit owner access token create dlx dev prune cache | changes packages or runs scripts
yellow: uninstall remove rm un r | removes packages
red: unpublish npm/unpublish deprecate-x | removes a published package
""")
NPM_OPTIONS: Final = "g a l p --depth= --json --global --long --all --parseable --registry= --prod --production --dev --omit= --help --version h v --prefix= D S w: --recursive r --no-color --latest --filter="
PACKAGES: Final = "--installed --all --upgradable --names-only a c q y n s t v l i f d h L S: --version --help"
PACKER: Final = by_verbs("green: validate inspect version plugins/installed help\nyellow: build fix init plugins fmt hcl2_upgrade console | builds or rewrites\nred: x", "-syntax-only -var= -var-file= -machine-readable -except= -only= -evaluate-datasources -check -recursive -diff -parallel-builds=", single_dash=True)
HANDLERS: Final[dict[str, Handler]] = {
    "terraform": terraform, "tofu": terraform, "terragrunt": lambda call, desk: at_least(Risk.YELLOW, terraform(call, desk), "It may run hooks.", call.words[0]), "ansible-playbook": ansible_playbook, "ansible": ansible,
    "ansible-doc": reads("l j F t: s --list --json --type= --list_files --snippet v M: h --help"), "ansible-config": by_verbs("green: view list dump validate-x", "v t: c: --only-changed --format="), "ansible-inventory": reads("i: y v --list --graph --host= --yaml --toml --vars --inventory= --export", lambda call, line, desk: yellow("It may print variables that are secret.", call.words[0]) if line.has("--list", "--host", "--vars") else None),
    "ansible-lint": reads("p q v x: t: R r: L T --parseable --help --version --nocolor --offline --list-rules --list-tags --strict", lambda call, line, desk: None), "ansible-galaxy": by_verbs("green: list collection/list role/list search info role/info role/search collection/verify\nyellow: install collection role init remove | changes roles", "p: r: --offline"),
    "ansible-vault": changes("It handles secrets."), "ansible-console": changes("It opens a prompt."), "ansible-test": changes("It runs tests."), "ansible-pull": changes("It runs a playbook."),
    "packer": lambda call, desk: green("It only checks the form.") if [w.text for w in call.arguments[:2]] == ["fmt", "-check"] and not any(w.dash for w in call.arguments) else PACKER(call, desk),
    "pulumi": by_verbs("green: stack/ls whoami version stack/history stack/tag/ls plugin/ls\nyellow: preview up update stack config refresh import cancel login logout new state logs | changes infrastructure\nred: destroy stack/rm state/delete | destroys infrastructure", "s: j --stack= --json a --all --non-interactive"),
    "cdk": by_verbs("yellow: diff list ls synth deploy bootstrap migrate acknowledge watch import context doctor metadata init rollback | runs the app's code\nred: destroy gc | destroys infrastructure", "a: --app= --force f --all --profile="), "sam": changes("It builds or changes infrastructure."), "serverless": changes("It changes infrastructure."), "cfn-lint": reads("t: r: --format="),
    **{name: lambda call, desk: settled(call, line := read_options(call.arguments, arity(NPM_OPTIONS)), by_table(call, line, NPM)[1]) for name in ("npm", "pnpm", "yarn", "bun")}, "npx": changes("It fetches and runs code."),
    **{name: lambda call, desk: _pip(call) for name in ("pip", "pip3", "pipx")}, "uv": lambda call, desk: _uv(call), "poetry": by_verbs("green: show version env/info check\nyellow: install add remove update run build publish lock | changes packages", "t --tree --latest"), "conda": by_verbs("green: list info search env/list\nyellow: install create update activate config | changes packages\nred: remove | removes packages", "n: e --name= --envs"),
    "apt": by_verbs("green: list show search policy depends rdepends showpkg\nyellow: install update upgrade full-upgrade dist-upgrade edit-sources reinstall satisfy | changes packages\nred: remove purge autoremove autopurge | removes packages", PACKAGES), "apt-cache": by_verbs("green: show search policy depends rdepends showpkg stats madison pkgnames dump-x", PACKAGES),
    "apt-get": by_verbs("green: changelog-x\nyellow: install update upgrade dist-upgrade clean autoclean check download source build-dep | changes packages\nred: remove purge autoremove | removes packages", PACKAGES), "apt-mark": by_verbs("green: showhold showmanual showauto\nyellow: hold unhold auto manual | marks packages"), "aptitude": by_verbs("green: search show why versions\nyellow: install update upgrade | changes packages\nred: remove purge | removes packages"),
    "dpkg": lambda call, desk: _dpkg(call), "dpkg-query": reads("l L s S W f: --list --listfiles --status --search --show --showformat="), "rpm": lambda call, desk: _rpm(call),
    **{name: by_verbs("green: list info search repolist check-update history provides whatprovides updateinfo repoquery deplist grouplist\nyellow: install update upgrade downgrade reinstall clean makecache groupinstall module config-manager swap mark | changes packages\nred: remove erase autoremove | removes packages", "y q v C --installed --enabled --all --available --showduplicates --disablerepo= --enablerepo=") for name in ("yum", "dnf", "microdnf", "zypper")},
    "apk": by_verbs("green: list info search policy version stats\nyellow: add update upgrade fix cache audit | changes packages\nred: del | removes packages", "v a e I --installed --no-cache"), "pacman": changes("It changes packages."), "brew": by_verbs("green: list info search outdated deps uses config doctor-x leaves services/list\nyellow: install update upgrade tap link services cleanup pin | changes packages\nred: uninstall remove untap | removes packages", "--versions --cask --json"), "snap": by_verbs("green: list info find services changes version connections\nyellow: install refresh start restart set connect enable | changes packages\nred: remove stop disable | removes packages", "--all"), "flatpak": by_verbs("green: list info search remotes\nyellow: install update run | changes packages\nred: uninstall | removes packages"),
    "gem": by_verbs("green: list search info which outdated\nyellow: install update build push | changes packages\nred: uninstall yank cleanup | removes packages", "r l a --local --remote"), "bundle": changes("It runs or changes gems."), "composer": by_verbs("green: show outdated validate-x\nyellow: install update require run | changes packages"), "cargo": by_verbs("green: version search metadata-x\nyellow: build check test run install update publish add clean tree | builds or runs code\nred: yank | removes a release"), "go": by_verbs("green: version env-x\nyellow: build test run get install mod generate vet list | builds or runs code"),
    **{name: changes("It runs the project's code.") for name in ("pytest", "tox", "nox", "rake", "gradle", "mvn", "ant", "bazel", "just", "task", "jest", "mocha", "phpunit", "rspec", "gunicorn", "uvicorn", "celery", "manage.py", "rails", "django-admin", "flask", "ruff", "black", "mypy", "eslint", "tsc", "prettier")},
    "prometheus": lambda call, desk: green("It prints a text.") if [w.text for w in call.arguments] in (["-h"], ["--help"], ["--help-long"], ["--version"]) else yellow("It starts a server.", call.words[0]), "nginx": lambda call, desk: green("It checks or prints the configuration.") if [w.text for w in call.arguments] in (["-t"], ["-T"], ["-v"], ["-V"], ["-h"], ["-tq"], ["-t", "-q"]) else (red("It ends the server.", call.words[0]) if "stop" in [w.text for w in call.arguments] else yellow("It changes the server.", call.words[0])),
    **{name: lambda call, desk: green("It checks or prints the configuration.") if call.arguments and all(w.plain and w.text in ("-t", "-S", "-v", "-V", "-M", "-l", "configtest", "status", "-D", "DUMP_VHOSTS", "DUMP_MODULES") for w in call.arguments) else (red("It ends the server.", call.words[0]) if any(w.text in ("stop", "graceful-stop") for w in call.arguments) else yellow("It changes the server.", call.words[0])) for name in ("apachectl", "apache2ctl", "httpd")},
    "haproxy": reads("c v f: V", lambda call, line, desk: None if line.has("-c", "-v") else yellow("It starts a server.", call.words[0])), "varnishstat": reads("1 n: f: j"), "named-checkconf": reads("z p"), "postfix": by_verbs("green: status check\nyellow: reload start flush | changes the mail server\nred: stop abort | ends the mail server"), "mailq": reads("v"), "postqueue": reads("p j", lambda call, line, desk: None if line.has("-p", "-j") else yellow("It flushes the queue.", call.words[0])), "postconf": reads("n d", lambda call, line, desk: yellow("It changes the mail server.", call.words[0]) if any("=" in w.text for w in line.operands) else None), "postsuper": lambda call, desk: red("It deletes mail.", call.words[0]) if any(w.text == "-d" for w in call.arguments) else yellow("It changes the queue.", call.words[0]), "exim": reads("bV"), "mail": changes("It sends mail."), "sendmail": changes("It sends mail."), "mutt": changes("It sends mail."),
    "jstack": reads("l F m"), "jps": reads("lmvq V"), "jstat": reads("-gc -gcutil -class -compiler -gccapacity -gccause -t -gcnew -gcold", single_dash=True), "jinfo": changes("It may set a flag."), "jmap": lambda call, desk: yellow("It may write a dump or stop the process for a while.", call.words[0]), "jcmd": lambda call, desk: green("It only shows.") if len(call.arguments) <= 1 or call.arguments[1].plain and call.arguments[1].text in ("Thread.print", "VM.version", "VM.flags", "VM.uptime", "GC.heap_info", "GC.class_histogram-x", "VM.native_memory", "help") and len(call.arguments) == 2 else yellow("It may change the process.", call.words[0]), "py-spy": lambda call, desk: green("It only shows.") if call.arguments and call.arguments[0].text in ("dump", "top") and not any(w.loose for w in call.arguments) else yellow("It writes a file.", call.words[0]),
    "gunicorn": changes("It starts a server."), "passenger-status": reads("v"), "php-fpm": reads("t v i m"), "docker-credential-x": changes("It handles secrets."), "gpg": changes("It handles keys."), "age": changes("It handles keys."), "sops": changes("It handles secrets."), "pass": changes("It prints a secret."), "bw": changes("It handles secrets."),
    "sosreport": changes("It writes a report."), "sos": changes("It writes a report."), "tailscale": by_verbs("green: status ip netcheck version ping whois\nyellow: up set login serve | changes the network\nred: down logout | leaves the network", "4 6 --json"), "wg": lambda call, desk: green("It only shows.") if not call.arguments or [w.text for w in call.arguments] == ["show"] else yellow("It changes or prints keys.", call.words[0]),
}  # fmt: skip


def _pip(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("v q l o u e f: i: r: --format= --user --outdated --path= --local --verbose --not-required --all --exclude= --pre --files --global --site --help --version h V --cache-info-x"))
    table = entries("green: list show freeze check inspect config/list config/get-x debug help cache/dir cache/info cache/list index/versions hash\nyellow: install download wheel uninstall cache config search run upgrade | changes packages")
    if line.has("--help", "--version", "-h", "-V") and not line.strange:
        return green("It prints a text.")
    return settled(call, line, by_table(call, line, table)[1])


def _uv(call: Call) -> Ruling:
    texts = [word.text for word in call.arguments]
    if texts in (["--version"], ["version"], ["pip", "list"], ["tree"], ["pip", "freeze"], ["python", "list"], ["tool", "list"], ["cache", "dir"]):
        return green("It only lists.")
    return yellow("It changes packages or runs code.", call.words[0])


def _dpkg(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("l L s S p c I C V --list --listfiles --status --search --get-selections --audit --verify --print-architecture --print-avail --contents --info --compare-versions"))
    if not line.strange and not line.loose and line.options:
        return green("It only lists.")
    return red("It removes packages.", call.words[0]) if any(re.match(r"-r$|-P$|--remove|--purge", w.text) for w in call.arguments) else yellow("It changes packages.", call.words[0])


def _rpm(call: Call) -> Ruling:
    texts = [word.text for word in call.arguments]
    if texts and re.fullmatch(r"-(q[a-zR]*|V[a-z]*)", texts[0]) and not any(re.match(r"--(pipe|eval|define|load|rcfile|erase|import|root|dbpath)|-E", t) for t in texts) and not any(w.loose for w in call.arguments):
        return green("It only asks.", pins=(("PAGER", "cat"),))
    return red("It removes packages.", call.words[0]) if texts and re.match(r"-e|--erase", texts[0]) else yellow("It changes packages.", call.words[0])
