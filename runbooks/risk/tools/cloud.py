"""gcloud and gsutil by their verbs, and Heroku."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import by_table, entries, settled
from runbooks.risk.words import OPAQUE, Call, Word, listed

GCLOUD_READS: Final = listed(
    "list describe read get-iam-policy get-value get-config get-server-config get-versions get "
    "search get-ancestors-policy tail lookup list-tags list-grantable-roles "
    "list-testable-permissions get-health get-serial-port-output get-status ls du hash "
    "list-locations list-usages list-instances "
    "list-ip-blocks get-guest-attributes get-shielded-identity list-runtimes "
    "get-effective-firewalls get-nat-mapping-info get-nat-ip-info"
)


GCLOUD_RED: Final = listed("delete rm destroy purge remove abandon wipe")


# Sub-commands that act, by how their names begin; no group of gcloud is called so.
GCLOUD_ACTS: Final = re.compile(
    r"(?!(patch-(deployments|jobs)|tag-(templates|keys|values|bindings|holds)|import-jobs|run-jobs)$)"
    r"(set|add|remove|delete|update|create|detach|attach|convert|rotate|enable|disable|move|migrate|reset|resize|"
    r"restore|import|bulk|stop|start|suspend|resume|connect|patch|replace|clear|cancel|switch|promote|recreate|"
    r"swap|undelete|deploy|upgrade|rollback|apply|register|unregister|grant|revoke|approve|reject|sign|simulate|"
    r"perform|run|execute|submit|wait|expand|extend|change|mark|tag|untag|copy|sync|send|publish|write)(-\w.*)?$"
)
GCLOUD_SECRET: Final = re.compile(
    r"secrets versions access|auth print-|auth application-default print|get-credentials|iam "
    r"service-accounts keys create|sql ssl|auth describe|reset-windows-password|container hub "
    r"memberships get|config config-helper|iap oauth-clients|credentials (describe|list)|"
    r"parametermanager parameters versions|apigee (apps|developers apps|appgroups apps)|cloud-shell"
)


GCLOUD_VALUES: Final = listed(
    "--project --format --filter --region --zone --limit --account --configuration --sort-by "
    "--page-size --cluster --location --service --instance --name --iam-account --flatten "
    "--billing-project --impersonate-service-account --verbosity --freshness --order "
    "--keyring --resource-type --member --role --node-pool --bucket --database --organization "
    "--folder --repository --package --image --type --network --subnet --namespace "
    "--platform --locations --release --delivery-pipeline --instances --recommender --insight-type --queue "
    "--secret --router --scope --zones --regions --asset-types --billing-account --cluster-location "
    "--environment --gateway --keyring --policy --revision --security-policy --source --start-time "
    "--end-time --status --state --topic --trigger --page-token --order-by --min-log-level --execution-id "
    "--logs "
    "--direction --port --peering --operation --rollout --target -i -s"
)


GCLOUD_FLAGS: Final = re.compile(
    r"--(quiet|help|global|uri|no-user-output-enabled|user-output-enabled|run-diagnostics|show-log|"
    r"all|anonymize|version|long|recursive|regional|zonal|ancestors|include-deny|enabled|available|"
    r"show-events|log-http|preview|incremental|all-users|all-versions|full|json|raw|stop|include-tags|show-all-metadata|hide-no-traffic|"
    r"simple-list|summarize|effective|show-deleted|only-managed|(no-)?standard-images|ongoing|pending)|-[qhlrv]"
)
GCLOUD_FILES: Final = re.compile(
    r"--(flags-file|access-token-file|credential-file-override|output-file|destination|log-file|local-state)"
)
GCLOUD_PINS: Final = (("CLOUDSDK_CORE_DISABLE_PROMPTS", "1"), ("PAGER", "cat"))


def asks_help(call: Call) -> bool:
    """True for `--help` before a `--`; what stands after that belongs to a program at the other end."""
    texts = [word.text for word in call.arguments]
    return any(text in ("--help", "-h") for text in texts[: texts.index("--") if "--" in texts else None])


def gcloud(call: Call, desk: Desk) -> Ruling:
    """`gcloud`: the last words of the path are the verb."""
    path, strange = _gcloud_words(call)
    if path[:1] in (["alpha"], ["beta"]):
        path = path[1:]
    helped = asks_help(call)
    if helped or not path or path[0] == "help" or path in (["compute"], ["version"], ["info"]):
        return (
            yellow("An option is not known.", *strange[:1])
            if strange and not helped
            else green("It prints a text.")
        )
    shown = f"`gcloud {' '.join(path[:4])}`".replace(OPAQUE, "…")
    if GCLOUD_SECRET.search(" ".join(path)):
        return yellow("It prints or hands out a credential.", call.words[0])
    verb = next((part for part in path[1:6] if _is_verb(part) or GCLOUD_ACTS.match(part)), "")
    if verb in GCLOUD_RED:
        return red(f"{shown} deletes it.", call.words[0])
    if path[:2] == ["builds", "log"]:
        verb = "read"
    if not _reads_there(verb) or path[0] == "ssh":
        return yellow(f"{shown} changes something or is not known.", call.words[0])
    if strange or any(word.loose and word.many for word in call.arguments):
        return yellow("An option is not known.", *(strange or call.words)[:1])
    if path[0] == "config" and path[1] not in ("list", "get", "get-value", "configurations"):
        return yellow("It changes the configuration.", call.words[0])
    return green(f"{shown} only reads.", pins=GCLOUD_PINS)


def _gcloud_words(call: Call) -> tuple[list[str], list[Word]]:
    """The words of the path, and the options that are not known or name a file."""
    path: list[str] = []
    strange: list[Word] = []
    value_next = False
    for word in call.arguments:
        text = word.text
        if value_next:
            value_next = False
        elif not text.startswith("-"):
            path.append(text if word.plain else OPAQUE)
        else:
            value_next = text in GCLOUD_VALUES
            known = "=" in text or value_next or GCLOUD_FLAGS.fullmatch(text)
            if not known or GCLOUD_FILES.match(text):
                strange.append(word)
    return path, strange


VERBS: Final = listed(
    "create update set add add-iam-policy-binding remove-iam-policy-binding set-iam-policy deploy "
    "start stop reset resize enable disable export import clone restart patch ssh scp login "
    "logout revoke configure-docker submit run call publish pull ack seek copy cp mv rsync sync "
    "move attach-disk detach-disk snapshot rollback promote failover migrate-config undelete "
    "rolling-action set-traffic update-traffic activate-service-account cancel execute replace "
    "install upgrade set-default-credentials add-metadata add-tags remove-tags remove-metadata "
    "suspend resume simulate-maintenance-event reset-windows-password access cordon drain invoke "
    "approve reject init feedback mb rb unset activate set-machine-type add-labels remove-labels "
    "restore backup insert upload download tag untag apply preview validate encrypt decrypt sign "
    "verify lint-x set-quota terminate shutdown repair recreate-instances delete-instances "
    "abandon-instances set-autoscaling stop-autoscaling set-named-ports update-instances "
    "wait-until add-backend remove-backend add-health-checks invalidate-cdn-cache "
    "connect-to-serial-port tail-serial-port-output kill interactive"
)


GCLOUD_GETS: Final = re.compile(
    r"get-(?!.*(cred|auth|pass|token|key|secret|string|cert|helper|kubeconfig|upload|signed|url))[a-z-]+"
)


def _reads_there(part: str) -> bool:
    return (
        part in GCLOUD_READS
        or re.fullmatch(r"list-[a-z-]+|search-all-[a-z-]+", part) is not None
        or bool(GCLOUD_GETS.fullmatch(part))
    )


def _is_verb(part: str) -> bool:
    return part in VERBS or part in GCLOUD_RED or _reads_there(part)


GSUTIL: Final = entries("""
green: ls cat-x du stat hash version help lifecycle/get-x
green: cat
yellow: cp mv rsync mb setmeta acl iam cors lifecycle notification compose rewrite web versioning config
    label | changes objects
red: rm rb | deletes objects
""")


LOUD: Final = "--region= --app= -a= --json -j --org= --limit= --help"


def _gsutil(call: Call, desk: Desk) -> Ruling:
    return settled(
        call,
        (line := read_options(call.arguments, arity("m q l L a r R h s c e b p: d f n y J j: z: i -m"))),
        by_table(call, line, GSUTIL)[1],
    )


def _heroku_rule(call: Call, desk: Desk) -> Ruling:
    return _heroku(call)


def _heroku(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "a: r: n: t s: p: d: --app= --remote= --tail --num= --json --ps= --dyno= --source= "
            "--shell --all A --team= h --help"
        ),
    )
    verb = line.operands[0].text if line.operands and line.operands[0].plain else ""
    if re.fullmatch(
        (
            r"apps|apps:info|ps|logs|releases|addons|status|domains|certs|pg:info|pg:ps|pg:diagnose|"
            r"pg:locks|pg:blocking|redis:info|features|maintenance|pipelines|version|regions|stack|"
            r"buildpacks|access|spaces|webhooks|auth:whoami|notifications|help|info"
        ),
        verb,
    ):
        return (
            settled(call, line, green(f"`heroku {verb}` only reads."))
            if len(line.operands) == 1
            else settled(call, line, green(f"`heroku {verb}` only reads."))
            if ":" in verb
            else yellow("It may change the app.", call.words[0])
        )
    if re.search(
        (
            r":(destroy|remove|delete|rm|stop|kill|reset|unset|detach|clear|disable|rotate|restart|"
            r"wipe|purge|leave)$"
        ),
        verb,
    ):
        return red(f"`heroku {verb}` takes something away or ends service.", call.words[0])
    return yellow(f"`heroku {verb[:30]}` changes something or is not known.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "gcloud": gcloud,
    "gsutil": _gsutil,
    "heroku": _heroku_rule,
}
