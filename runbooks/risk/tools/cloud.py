"""Clouds: AWS by its own access levels and operation names, gcloud and az by their verbs."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.sql import rule_sql
from runbooks.risk.tools.databases import by_verbs
from runbooks.risk.tools.kit import by_table, entries, settled
from runbooks.risk.words import OPAQUE, Call, Word
from runbooks.types import Risk

OPERATIONS: Final = Path(__file__).parent.parent / "tables" / "aws_operations.txt"
AWS_FLAGS: Final = frozenset("--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt --no-cli-auto-prompt --version --v2-debug".split())
AWS_PINS: Final = (("AWS_PAGER", ""), ("PAGER", "cat"), ("AWS_CLI_AUTO_PROMPT", "off"))
AWS_SECRET: Final = re.compile(
    r"(get-secret-value|batch-get-secret-value|get-password-data|get-authorization-token|get-login-password|get-session-token|get-federation-token|get-parameter|get-parameters|get-parameters-by-path|get-parameter-history|"
    r"get-random-password|get-credentials|get-role-credentials|get-credentials-for-identity|get-open-id-token|get-token|get-access-key-x|get-kubeconfig|get-cluster-credentials|get-object|get-data-key|get-api-keys?|get-bucket-acl-x|"
    r"get-public-key-x|get-relational-database-master-user-password|download-default-key-pair|get-instance-access-details|get-workspace-credential|get-signing-certificate|get-temporary-.*|get-.*-credentials?|get-.*-password|"
    r"get-template-x|get-console-screenshot-x|get-launch-template-data|get-function-configuration-x|get-certificate-x|export-.*|generate-.*|get-app-monitor-x|get-identity-.*token.*|get-cloud-front-origin-access-identity-x|get-secret.*)"
)
# They only describe, though their name or level alone does not say so.
AWS_MORE: Final = {
    "s3": frozenset(("ls",)), "sts": frozenset("get-caller-identity get-access-key-info decode-authorization-message".split()), "route53": frozenset(("test-dns-answer",)),
    "configure": frozenset("list list-profiles get".split()), "logs": frozenset("tail filter-log-events describe-destinations get-log-events start-live-tail".split()),
    "ec2": frozenset("wait".split()), "dynamodb": frozenset("scan query get-item batch-get-item wait".split()), "iam": frozenset("simulate-principal-policy simulate-custom-policy get-credential-report".split()),
    "cloudformation": frozenset("validate-template wait estimate-template-cost detect-x".split()), "ecs": frozenset(("wait",)), "eks": frozenset(("wait",)), "rds": frozenset(("wait",)), "lambda": frozenset(("wait",)),
    "elbv2": frozenset(("wait",)), "elb": frozenset(("wait",)), "acm": frozenset(("wait",)), "s3api": frozenset(("wait",)), "autoscaling": frozenset(), "deploy": frozenset(("wait",)), "cloudfront": frozenset(("wait",)), "codebuild": frozenset(),
}  # fmt: skip
AWS_RED: Final = re.compile(r"(delete|terminate|destroy|purge|remove|deregister|revoke|disable|reset|stop-x|rm|rb|force|cancel-x|detach-x|disassociate-x|deactivate|reboot-x|empty)(-.*)?")
AWS_SOFT: Final = re.compile(r"(remove-(permission|tags?.*|role.*|user.*|targets)|revoke-security.*|disable-(rule|alarm.*|metrics.*|user)|cancel-.*|reset-image.*|deregister-targets.*|deregister-task.*|deactivate-.*)")


@cache
def _operations() -> dict[str, frozenset[str]]:
    lines = OPERATIONS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return {service: frozenset(names.split()) for service, names in pairs}


def aws(call: Call, desk: Desk) -> Ruling:
    """`aws`: green for operations that read by level and by name, unless they print a secret."""
    place, words = 0, call.arguments
    while place < len(words) and words[place].text.startswith("-"):
        text = words[place].text
        if text == "--version" and len(words) == 1:
            return green("It prints its version.")
        place += 1 if text in AWS_FLAGS or "=" in text else 2
    rest = words[place:]
    if len(rest) < 2 or not rest[0].plain or not rest[1].plain:
        fine = [w.text for w in rest] == ["help"]
        return green("It prints its help.") if fine else yellow("It names no operation.", call.words[0])
    service, operation = rest[0].text, rest[1].text
    options = [word.text for word in (*words[:place], *rest[2:])]
    if operation == "help" or options[-1:] == ["help"]:
        return green("It prints its help.", pins=AWS_PINS)
    ruling = _operation(call, service, operation, rest[2:], options)
    bad = [t for t in options if re.match(r"--(cli-input-\w+|endpoint-url|ca-bundle|outfile|generate-cli-skeleton)(=|$)", t)]
    if ruling.risk is Risk.GREEN:
        loose = [word for word in rest[2:] if word.loose and word.many and not word.quoted]
        if bad or loose or any(word.loose for word in words[:place]):
            return yellow("An option writes a file, moves the target or is only known when it runs.", call.words[0])
        return green(ruling.why, pins=AWS_PINS)
    return ruling


def _operation(call: Call, service: str, operation: str, rest: tuple[Word, ...], options: list[str]) -> Ruling:
    shown = f"`aws {service} {operation}`"
    if "--dry-run" in options and service == "ec2" and "--no-dry-run" not in options:
        return green("A dry run changes nothing.")
    if "--dryrun" in options and service == "s3" and operation in ("cp", "mv", "sync", "rm"):
        return green("A dry run changes nothing.")
    if service == "athena" and operation == "start-query-execution":
        return _athena(call, rest)
    if service == "ssm" and operation == "get-parameters-by-path" and "--with-decryption" not in options:
        return yellow(f"{shown} may print secrets.", call.words[0])
    if AWS_SECRET.fullmatch(operation) and not (service in ("iam",) and operation == "get-credential-report"):
        return yellow(f"{shown} prints a secret or hands one out, or writes a file.", call.words[0])
    if service == "s3api" and re.fullmatch(r"(list|head|get)-.*", operation):
        return green(f"{shown} only reads.")
    if operation in AWS_MORE.get(service, ()) or operation in _operations().get(RENAMED.get(service, service), ()):
        return green(f"{shown} only reads.") if service != "configure" or operation != "get" else yellow("It may print a key.", call.words[0])
    if service == "s3" and operation in ("sync", "cp", "mv", "presign", "mb", "website"):
        if "--delete" in options:
            return red("It deletes what is not at the source.", call.words[0], dry_run="aws s3 sync --dryrun …")
        return yellow(f"{shown} copies or hands out objects.", call.words[0], dry_run="aws s3 … --dryrun")
    if AWS_RED.fullmatch(operation) and not AWS_SOFT.fullmatch(operation):
        return red(f"{shown} deletes or ends something.", call.words[0])
    undo = {"stop-instances": "aws ec2 start-instances", "start-instances": "aws ec2 stop-instances"}.get(operation)
    return yellow(f"{shown} changes something or is not known.", call.words[0], undo=undo)


def _athena(call: Call, rest: tuple[Word, ...]) -> Ruling:
    line = read_options(rest, arity("--query-string= --work-group= --result-configuration= --query-execution-context= --client-request-token="))
    query = line.last("--query-string")
    found = rule_sql(query.text, "athena") if query else yellow("It names no query.")
    if re.match(r"(?i)\s*vacuum", query.text if query else ""):
        found = red("VACUUM deletes old snapshots.")
    return at_least(Risk.YELLOW, found, "It writes the result to a bucket.", call.words[0])


RENAMED: Final = {"deploy": "codedeploy", "configservice": "config"}
GCLOUD_READS: Final = frozenset("list describe read get-iam-policy get-value get-config get-server-config get-versions get search get-ancestors-policy query tail lookup list-tags list-grantable-roles list-testable-permissions get-health get-serial-port-output get-status ls cat-x du hash info version help check-x print-x list-locations list-usages topic cheat-sheet list-instances list-ip-blocks get-guest-attributes get-shielded-identity get-screenshot-x list-runtimes explain-x get-effective-firewalls get-nat-mapping-info get-nat-ip-info".split())
GCLOUD_RED: Final = frozenset("delete rm destroy purge remove abandon wipe".split())
GCLOUD_SECRET: Final = re.compile(r"secrets versions access|auth print-|auth application-default print|get-credentials|iam service-accounts keys create|sql ssl|auth describe|reset-windows-password|container hub memberships get|config config-helper|secrets versions get-x")
GCLOUD_VALUES: Final = frozenset("--project --format --filter --region --zone --limit --account --configuration --sort-by --page-size --cluster --location --service --instance --name --iam-account --flatten --billing-project --impersonate-service-account --verbosity --log-http --freshness --order --keyring --resource-type --member --role --node-pool --bucket --database --organization --folder --repository --package --image --type --network --subnet --namespace --version".split())


def gcloud(call: Call, desk: Desk) -> Ruling:
    """`gcloud`: the last words of the path are the verb."""
    path: list[str] = []
    skip = False
    strange: list[Word] = []
    for word in call.arguments:
        text = word.text
        if skip:
            skip = False
            continue
        if text.startswith("-"):
            skip = "=" not in text and text in GCLOUD_VALUES
            if "=" not in text and text not in GCLOUD_VALUES and not re.fullmatch(r"--(quiet|help|global|uri|no-user-output-enabled|user-output-enabled|run-diagnostics|show-log|all|anonymize|version|long|recursive|regional|zonal|ancestors|include-deny|enabled|available|show-events|preview|enabled|incremental|quiet|all-users|all-versions|full|json|raw|stop)|-[qhlrv]", text):
                strange.append(word)
            if re.match(r"--(flags-file|access-token-file|credential-file-override|output-file|destination|log-file|local-state)", text):
                strange.append(word)
        else:
            path.append(text if word.plain else OPAQUE)
    joined = " ".join(path)
    if path[:1] in (["alpha"], ["beta"]):
        path = path[1:]
    if any(word.text in ("--help", "-h") for word in call.arguments) or path[:1] == ["help"] or not path or path in (["compute"], ["version"], ["info"]):
        return green("It prints a text.") if not strange or any(w.text == "--help" for w in call.arguments) else yellow("An option is not known.", *strange[:1])
    if GCLOUD_SECRET.search(joined):
        return yellow("It prints or hands out a credential.", call.words[0])
    verb = next((part for part in path[1:6] if part in GCLOUD_READS or part in GCLOUD_RED), "")
    first = next((part for part in path[1:6] if _is_verb(part)), "")
    if first in GCLOUD_RED or (not first and verb in GCLOUD_RED):
        return red(f"`gcloud {' '.join(path[:4])}` deletes it.".replace(OPAQUE, "…"), call.words[0])
    if first in GCLOUD_READS and path[0] not in ("storage-x", "ssh"):
        if strange or any(word.loose and word.many for word in call.arguments):
            return yellow("An option is not known.", *(strange or call.words)[:1])
        if path[0] == "config" and len(path) > 1 and path[1] not in ("list", "get", "get-value", "configurations"):
            return yellow("It changes the configuration.", call.words[0])
        return green(f"`gcloud {' '.join(path[:4])}` only reads.".replace(OPAQUE, "…"), pins=(("CLOUDSDK_CORE_DISABLE_PROMPTS", "1"), ("PAGER", "cat")))
    return yellow(f"`gcloud {' '.join(path[:4])}` changes something or is not known.".replace(OPAQUE, "…"), call.words[0])


VERBS: Final = frozenset(
    "create update set add add-iam-policy-binding remove-iam-policy-binding set-iam-policy deploy start stop reset resize enable disable export import clone restart patch ssh scp login logout revoke configure-docker submit run "
    "call publish pull ack seek copy cp mv rsync sync move attach-disk detach-disk snapshot rollback promote failover migrate-config undelete rolling-action set-traffic update-traffic activate-service-account cancel execute replace "
    "install upgrade set-default-credentials add-metadata add-tags remove-tags remove-metadata suspend resume simulate-maintenance-event reset-windows-password access cordon drain invoke approve reject init feedback mb rb unset activate "
    "set-machine-type add-labels remove-labels restore backup insert upload download tag untag apply preview validate encrypt decrypt sign verify lint-x set-quota terminate shutdown repair recreate-instances delete-instances "
    "abandon-instances set-autoscaling stop-autoscaling set-named-ports update-instances wait-until add-backend remove-backend add-health-checks invalidate-cdn-cache connect-to-serial-port tail-serial-port-output kill interactive".split()
)


def _is_verb(part: str) -> bool:
    return part in VERBS or part in GCLOUD_READS or part in GCLOUD_RED


AZ_READS: Final = re.compile(r"list(-.*)?|show(-.*)?|get(-.*)?|exists|check-.*|describe|query|version|find|summarize|browse-x|wait|usage|tail-x|help|validate-x|what-if|metrics|download-x|logs|query")
AZ_SECRET: Final = re.compile(
    r"connection-string|\bkeys?\s+list\b|list-keys|show-keys|get-access-token|credential\s+(show|list)|secret\s+(show|download|list-x)|get-credentials|show-admin-password|list-connection-strings|list-publishing|publishing-(profiles|credentials)|"
    r"generate-sas|list-credentials|admin-key|query-key|appsettings\s+list|list-admin|keyvault\s+(secret|key|certificate)\s+(download|show-deleted-x)|connection-string|container-app\s+secret|list-secrets|list-cluster-admin|listkeys|access-keys|show-token|api-key|get-secret|list-user-.*"
)


def az(call: Call, desk: Desk) -> Ruling:
    """`az`: the words before the first option are groups and a verb."""
    path: list[str] = []
    options: list[Word] = []
    for word in call.arguments:
        if word.text.startswith("-"):
            options = list(call.arguments[len(path) :])
            break
        path.append(word.text if word.plain else OPAQUE)
    texts = [word.text for word in options]
    joined = " ".join(path)
    if any(text in ("--help", "-h") for text in texts) or not path and texts == ["--version"]:
        return green("It prints a text.")
    if not path:
        return yellow("It names no group.", call.words[0])
    verb = path[-1]
    if AZ_SECRET.search(joined):
        return yellow(f"`az {joined}` prints or hands out a secret.", call.words[0])
    if any(part in ("delete", "purge", "remove", "delete-batch", "destroy", "deallocate", "clear") for part in path[1:]):
        soft = any(part in ("deallocate", "remove", "clear") for part in path[1:])
        return yellow(f"`az {joined}` takes something away.", call.words[0]) if soft else red(f"`az {joined}` deletes it.", call.words[0])
    if AZ_READS.fullmatch(verb) and len(path) > 1 or joined == "version" or path[0] == "find":
        bad = [w for w in options if re.match(r"--(file|output-file|destination|dest|path|include-secrets|show-secrets|admin)\b|-f$", w.text) or (w.loose and w.many)]
        return yellow("An option writes a file or prints a secret.", bad[0]) if bad else green(f"`az {joined}` only reads.", pins=(("AZURE_CORE_NO_COLOR", "1"), ("AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "no")))
    if path[0] == "rest":
        method = next((texts[i + 1].lower() for i, t in enumerate(texts[:-1]) if t in ("--method", "-m")), "get")
        return red("It deletes it.", call.words[0]) if method == "delete" else yellow("It calls the cloud.", call.words[0])
    return yellow(f"`az {joined}` changes something or is not known.".replace(OPAQUE, "…"), call.words[0])


GSUTIL: Final = entries("""
green: ls cat-x du stat hash version help lifecycle/get-x
green: cat
yellow: cp mv rsync mb setmeta acl iam cors lifecycle notification compose rewrite web versioning config label | changes objects
red: rm rb | deletes objects
""")
LOUD: Final = "--region= --app= -a= --json -j --org= --limit= --help"
HANDLERS: Final[dict[str, Handler]] = {
    "aws": aws, "gcloud": gcloud, "az": az,
    "gsutil": lambda call, desk: settled(call, line := read_options(call.arguments, arity("m q D l L a r R h s c e b p: o: d f n y J j: z: i -m")), by_table(call, line, GSUTIL)[1]),
    "bq": by_verbs("green: ls show head version help\nyellow: query mk load extract cp update insert cancel | changes data\nred: rm | deletes data", "--project_id= --format= n: --max_results= j d -n= -j -d -a"),
    "eksctl": by_verbs("green: get/cluster get/nodegroup get/addon get/iamserviceaccount version info utils/describe-stacks get/fargateprofile get/clusters get/nodegroups get/labels\nyellow: create update upgrade scale set enable drain utils | changes the cluster\nred: delete unset | deletes it", "o: n: r: --region= --cluster= --name= --output= --profile= --all-regions A"),
    "doctl": by_verbs("green: compute/droplet/list compute/droplet/get kubernetes/cluster/list databases/list account/get\nyellow: compute kubernetes databases apps | changes something", "o: t: --output= --format= --no-header --context="),
    **{name: by_verbs("green: status apps/list volumes/list secrets/list postgres/list ips/list regions/list releases logs checks/list services/list machine/list machines/list version volume/list\nyellow: deploy launch scale secrets ssh apps postgres volumes machine machines ips proxy restart volume | changes the app\nred: apps/destroy destroy volumes/destroy volumes/delete volume/destroy volume/delete postgres/destroy secrets/unset machine/destroy machines/destroy scale/count-x suspend | deletes it", "a: c: j --app= --json --config= i: --region= r: y --yes") for name in ("fly", "flyctl")},
    "heroku": lambda call, desk: _heroku(call), "vercel": by_verbs("green: env/ls domains/ls project/ls project/list list ls inspect logs whoami teams/ls dns/ls certs/ls alias/ls version projects/ls\nyellow: deploy env/add env/pull alias promote rollback domains/add link redeploy project/add dns/add certs/issue bisect build dev | changes the project\nred: rm remove project/rm project/remove env/rm domains/rm domains/remove alias/rm dns/rm certs/rm teams/remove env/remove | deletes it", "y --yes --token= --scope= --prod t: --environment="),
    "netlify": by_verbs("green: status sites:list env:list logs functions:list\nyellow: deploy env:set link init build dev env:import login switch | changes the site\nred: sites:delete env:unset env:clone | deletes it", "s: --force f --filter= --to= --from= t: --json --context="),
    "auth0": by_verbs("green: apps/list apps/show roles/list roles/show logs/list logs/tail tenants/list actions/list actions/show connections/list rules/list apis/list apis/show orgs/list orgs/show domains/list\nyellow: users api apps roles actions logs tenants login logout test rules apis orgs domains terraform quickstarts universal-login branding email ips attack-protection | changes or prints accounts\nred: users/delete apps/delete api/delete roles/delete actions/delete rules/delete apis/delete orgs/delete domains/delete logs/streams/delete | deletes it", "d: n: q: s: --tenant= --json --csv --force --data= --query= --number= --sort="),
    "railway": by_verbs("green: status logs whoami list\nyellow: up deploy variables run redeploy link | changes the service\nred: down delete | ends it"), "datadog-ci": by_verbs("yellow: synthetics lambda | changes something"),
    "pd": by_verbs("green: incident/list user/list service/list\nyellow: incident | changes an incident"), "argocd": by_verbs("green: app/list app/get app/history app/logs app/diff app/resources app/manifests-x cluster/list repo/list proj/list version account/get-user-info app/wait cluster/get proj/get\nyellow: app/sync app/create app/set app/rollback app/patch app/actions login logout app/terminate-op repo/add cluster/add proj/create account | changes an application\nred: app/delete app/delete-resource cluster/rm repo/rm proj/delete | deletes it", "o: l: p: N: --server= --grpc-web --insecure --auth-token= --output= --selector= --project= --refresh --hard-refresh --follow --tail= --kind= --name= --namespace= --container= --since-seconds= --health --timeout= --sync"),
    "flux": by_verbs("green: get/all get/kustomizations get/helmreleases get/sources logs events check stats tree/kustomization trace version get/sources/git get/sources/helm get/kustomization get/helmrelease\nyellow: reconcile suspend resume create bootstrap export install push pull tag build diff | changes what is deployed\nred: delete uninstall | deletes it", "n: A --namespace= --all-namespaces --kind= --name= --level= --follow f --since= --tail= --status-selector="),
    "istioctl": by_verbs("green: version proxy-status ps analyze proxy-config/cluster proxy-config/route proxy-config/listener proxy-config/endpoint proxy-config/all pc/cluster pc/route pc/listener pc/endpoint pc/log-x x/describe/pod experimental/describe/pod\nyellow: install upgrade kube-inject tag dashboard proxy-config/secret pc/secret bug-report | changes the mesh\nred: uninstall | removes the mesh", "n: i: o: A --namespace= --istioNamespace= --output= --port= --fqdn= --address= --name= --all-namespaces"),
    "linkerd": by_verbs("green: version check viz/stat viz/top viz/edges viz/routes viz/check multicluster/check multicluster/gateways stat edges viz/tap-x\nyellow: install upgrade inject uninject | prints or changes manifests", "n: --namespace= A --all-namespaces o: --output= --proxy t: --pre"),
    "velero": by_verbs("green: backup/get backup/describe backup/logs restore/get restore/describe restore/logs schedule/get version backup-location/get get describe schedule/describe snapshot-location/get\nyellow: backup schedule create install restore/create restore debug backup/download | changes backups\nred: backup/delete restore/delete delete schedule/delete uninstall | deletes it", "n: o: l: --namespace= --output= --details --selector= --insecure-skip-tls-verify"),
    "rancher": by_verbs("green: clusters/ls nodes/ls ps projects/ls\nyellow: login context kubectl ssh up | changes something"), "kubeadm": by_verbs("green: version config/images/list certs/check-expiration config/view token/list-x\nyellow: init join upgrade certs/renew token config upgrade/plan kubeconfig | changes the cluster\nred: reset token/delete | undoes the node", "--config= --kubeconfig-x o: --kubernetes-version="),
    "minikube": by_verbs("green: status profile/list version ip logs addons/list\nyellow: start pause ssh addons tunnel | changes the cluster\nred: delete stop | ends it", "p:"), "kind": by_verbs("green: get/clusters get/nodes version\nyellow: create load export get/kubeconfig | changes clusters\nred: delete | deletes it", "--name="),
    "nexus": by_verbs("yellow: x"), "jfrog": by_verbs("yellow: x"), "sentry-cli": by_verbs("green: info projects/list organizations/list issues/list\nyellow: releases upload-dif send-event issues | changes something", "o: p:"),
    "newrelic": by_verbs("yellow: x"), "splunk": by_verbs("green: status version list\nyellow: restart start add edit search | changes it\nred: stop remove clean | ends it"),
}  # fmt: skip


def _heroku(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("a: r: n: t s: p: d: --app= --remote= --tail --num= --json --ps= --dyno= --source= --shell --all A --team= h --help"))
    verb = line.operands[0].text if line.operands and line.operands[0].plain else ""
    if re.fullmatch(r"apps|apps:info|ps|logs|releases|addons|status|domains|certs|pg:info|pg:ps|pg:diagnose|pg:locks|pg:blocking|redis:info|features|maintenance|pipelines|version|regions|stack|buildpacks|drains|releases:info|access|spaces|webhooks|auth:whoami|notifications|help|info", verb):
        return settled(call, line, green(f"`heroku {verb}` only reads.")) if len(line.operands) == 1 else settled(call, line, green(f"`heroku {verb}` only reads.")) if ":" in verb else yellow("It may change the app.", call.words[0])
    if re.search(r":(destroy|remove|delete|rm|stop|kill|reset|unset|detach|clear|disable|rotate|restart|wipe|purge|leave)$", verb):
        return red(f"`heroku {verb}` takes something away or ends service.", call.words[0])
    return yellow(f"`heroku {verb[:30]}` changes something or is not known.", call.words[0])
