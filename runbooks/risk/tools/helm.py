"""helm and the small tools around a cluster."""

from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, yellow
from runbooks.risk.tools.kit import by_table, entries, settled, union
from runbooks.risk.tools.kubernetes_words import TRUSTED_CONFIGS
from runbooks.risk.words import Call
from runbooks.types import Risk

HELM: Final = union(
    (
        "n: --namespace= --kube-context= --kubeconfig= --kube-apiserver= --kube-token= "
        "--kube-as-user= --debug h --help --version v --short"
    ),
    (
        "o: f: a A l: m: q d: r: --output= --values= --set= --set-string= --set-file= --all "
        "--all-namespaces --selector= --filter= --max= --offset= --date --reverse --revision= "
        "--show-desc --show-resources --show-notes --version= --versions --max-col-width= --devel "
        "--repo= --no-hooks --include-crds --skip-crds --wait --timeout= --atomic --install i "
        "--create-namespace --dry-run=? --force --reset-values --reuse-values --set-json= "
        "--keep-history --description= --cleanup-on-fail --history-max= --recreate-pods --strict "
        "--with-subcharts --quiet --failed --deployed --pending --superseded --uninstalled "
        "--uninstalling --short --time-format= --name-template= --generate-name g s: --show-only= "
        "--api-versions= --is-upgrade --kube-version= --skip-tests --fail-on-no-result --regexp "
        "--list-repo-url --endpoint= --hide-notes --client --template= --dependency-update --logs "
        "--destination= --untar --untardir= --sign --app-version= --keyring= --verify --no-update "
        "--render-subchart-notes"
    ),
)


HELM_TABLE: Final = entries("""
green: list ls status history get/notes get/metadata get/all-x search/repo search/hub
    show template lint version env-x completion help verify
green: repo/list dependency/list plugin/list plugin/verify get/values
yellow: get/all get/manifest get/hooks env | may print secrets
yellow: install upgrade rollback test create package pull push fetch repo dependency plugin registry |
    changes releases, charts or repositories
red: uninstall delete | removes a release and its resources
""")


def helm(call: Call, desk: Desk) -> Ruling:
    """`helm`: by sub-command; values may hold secrets."""
    line = read_options(call.arguments, HELM)
    if not line.operands:
        return (
            green("It prints its help.")
            if not line.strange
            else yellow("An option is not known.", *line.strange)
        )
    path, ruling = by_table(call, line, HELM_TABLE)
    if line.asks("-h", "--help") and path and not line.strange:
        return green("It prints its help.")
    config = line.last("--kubeconfig")
    if config and config.text not in TRUSTED_CONFIGS:
        ruling = at_least(
            Risk.YELLOW, ruling, "A kubeconfig of its own may name a program to run.", config.word
        )
    if any(
        w.text.startswith("--post-renderer") or w.text == "--output-dir" or w.text.startswith("--output-dir=")
        for w in call.arguments
    ):
        return at_least(Risk.YELLOW, ruling, "It runs a program or writes files.", call.words[0])
    whole = path == "status" and any(option.text != "table" for option in line.all("-o", "--output"))
    if path == "get/values" or whole:
        return yellow("It prints the values of a release, which may hold secrets.", call.words[0])
    if line.has("--dependency-update") and ruling.risk is Risk.GREEN:
        return yellow("It fetches charts into the directory.", call.words[0])
    if path == "template" and line.has("--validate"):
        return settled(call, line, ruling)
    dry = line.last("--dry-run")
    if (
        path in ("install", "upgrade", "uninstall", "rollback")
        and dry
        and dry.text in ("", "client", "server", "true")
    ):
        return (
            yellow("A dry run of `helm` prints the release with its secrets.", call.words[0])
            if path != "uninstall"
            else settled(call, line, green("A dry run changes nothing."))
        )
    if path == "rollback":
        return yellow("It rolls the release back.", call.words[0])
    return settled(call, line, ruling)


def _kubectx(call: Call, desk: Desk) -> Ruling:
    return yellow("It changes the current context.", call.words[0])


def _kubens(call: Call, desk: Desk) -> Ruling:
    return yellow("It changes the current namespace.", call.words[0])


def _stern(call: Call, desk: Desk) -> Ruling:
    return settled(
        call,
        read_options(
            call.arguments,
            arity(
                "n: c: s: l: A t o: --namespace= --container= --since= --selector= "
                "--all-namespaces --tail= --context= --timestamps --output= --no-follow "
                "--exclude= --include= e: i: --color="
            ),
        ),
        green("`stern` only reads."),
    )


HANDLERS: Final[dict[str, Handler]] = {
    "helm": helm,
    "helm3": helm,
    "kubectx": _kubectx,
    "kubens": _kubens,
    "stern": _stern,
}
