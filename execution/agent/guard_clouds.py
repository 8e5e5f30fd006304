"""The clouds' own tools, as far as an operation is proven to read only and to disclose no secret."""

import re
from typing import Final

from execution.agent.guard_options import Options, Rule, options
from execution.agent.guard_words import NotProven


def _cloud(groups: str, verbs: str, bare: str, valued: str, never: str) -> Rule:
    """A cloud's tool: groups, then a verb; the first word that is no known group must be a reading verb."""
    known, group_names = options(bare, valued), frozenset(groups.split())
    reading, refused = re.compile(verbs), re.compile(never)

    def rule(arguments: list[str]) -> None:
        found = _with_any_value(arguments, known)
        words = found
        at = next((number for number, word in enumerate(words) if word not in group_names), len(words))
        if at == 0 or at >= len(words) or not reading.fullmatch(words[at]):
            raise NotProven(f"{' '.join(words[: at + 1])} is not among the commands known to read only")
        if refused.search(" ".join(arguments)):
            raise NotProven("it may disclose a secret")

    return rule


_OPTION: Final = re.compile(r"--[a-z][a-z0-9-]*(?:=[^@]*)?|-[a-z]")
_ODD_OPTION: Final = re.compile(
    r"--(?:generate-cli.*|log-file|endpoint-url|endpoint|no-verify-ssl|ca-bundle|cli-.*|flags-file|access-token-file"
    r"|impersonate-.*|debug"
    r"|with-decryption|decrypt.*|include-.*secret.*|show-.*secret.*|output-file|file|out.*file"
    r"|plugin.*|api-endpoint.*"
    r"|custom-endpoint.*|auth.*|token.*|password.*|secret.*|yes|force|quiet|wait|dest.*|download.*"
    r"|save.*|export.*)"
    r"(?:=.*)?\Z"
)


def _with_any_value(arguments: list[str], known: Options) -> list[str]:
    """The words that are no options. Long options of a cloud's tool name filters, forms and places; those
    that do more are refused by name. A value that could be a word of the command stays one."""
    words: list[str] = []
    ahead = list(arguments)
    while ahead:
        word = ahead.pop(0)
        if not word.startswith("-"):
            words.append(word)
            continue
        name = word.partition("=")[0]
        if _ODD_OPTION.match(word) or not _OPTION.fullmatch(word):
            raise NotProven(f"the option {name} is not among those known to be harmless")
        if name in known.valued and "=" not in word and ahead and not ahead[0].startswith("-"):
            ahead.pop(0)
        elif not words and name not in known.bare and "=" not in word:
            # Before the verb, it must be certain whether the next word is a value.
            raise NotProven(f"the option {name} is not among those known to be harmless")
    if any(re.match(r"file(?:b)?://|https?://|@", each) for each in arguments):
        raise NotProven("a value may be read from elsewhere")
    return words


_AWS_READS: Final = re.compile(
    r"(?:describe|list|get|head|filter|lookup|search|batch-get|scan|query|wait)(?:-[a-z0-9-]+)?"
)
_AWS_DISCLOSES: Final = re.compile(
    r"secret|password|token|credential|login|authorization|get-object\b|parameter|key|signed"
    r"|policy-store|user-data"
    r"|functions?\b|function-configuration|launch-template|task-definition|user-pool-client"
    r"|instance-attribute"
    r"|get-connections?\b|access-details|get-export|get-sdk|get-job-output|get-media|get-records"
)


def _aws(arguments: list[str]) -> None:
    words = _with_any_value(
        arguments, options("--no-cli-pager --no-paginate", "--region --profile --output --query")
    )
    service, operation = (*words, "", "")[:2]
    if (service, operation) in (("s3", "ls"), ("sts", "get-caller-identity")):
        return
    if (
        not re.fullmatch(r"[a-z0-9-]+", service)
        or service in ("s3", "configure")
        or not _AWS_READS.fullmatch(operation)
    ):
        raise NotProven(f"{service} {operation} of aws may change something")
    secret_service = service in ("sts", "secretsmanager", "ssm") and operation.startswith("get-")
    if secret_service or _AWS_DISCLOSES.search(operation):
        raise NotProven("it may disclose a secret")
    _no_place_to_write(arguments[arguments.index(operation) + 1 :])


def _no_place_to_write(arguments: list[str]) -> None:
    """Some operations write what they got into the file named by a last, lone word."""
    previous = ""
    for word in arguments:
        if not word.startswith("-") and not re.match(r"--[a-z-]+\Z", previous):
            raise NotProven(f"{word} may be a file that is written")
        several = previous.endswith("s") and not word.startswith("-")
        previous = previous if several else word


_GCLOUD_GROUPS: Final = (
    "compute instances disks snapshots networks subnets firewall-rules addresses images"
    " machine-types zones regions"
    " forwarding-rules backend-services url-maps target-pools routers routes vpn-tunnels"
    " health-checks instance-groups"
    " managed instance-templates container clusters node-pools operations projects iam roles"
    " service-accounts sql"
    " databases backups pubsub topics subscriptions functions run services revisions jobs app"
    " versions logs logging"
    " sinks metrics dns managed-zones record-sets storage buckets artifacts docker repositories"
    " packages kms keyrings"
    " keys config configurations beta alpha network-security redis filestore bigtable spanner"
    " dataproc dataflow"
    " monitoring builds source repos scheduler tasks queues workflows web iap organizations folders"
    " billing accounts"
    " endpoints memcache composer environments ai models resource-manager tags policies"
    " deployment-manager deployments"
    " locations target-https-proxies ssl-certificates security-policies firewall-policies gateways types"
)
_AZ_GROUPS: Final = (
    "vm image vmss disk snapshot network vnet subnet nsg nic public-ip lb application-gateway dns"
    " record-set zone aks"
    " nodepool acr repository group account storage container blob sql server db elastic-pool mysql postgres"
    " flexible-server cosmosdb keyvault webapp functionapp appservice plan monitor metrics alert"
    " log-analytics"
    " workspace activity-log resource provider role assignment definition ad user sp app servicebus"
    " queue topic"
    " namespace eventhubs redis cdn endpoint profile policy tag lock deployment identity batch pipelines runs"
    " logicapp ml model container-app containerapp extension availability-set location sku usage"
    " private-endpoint"
    " route-table rule vpn-connection firewall devops iot hub backup vault job search service signalr version"
)

CLOUDS: Final[dict[str, Rule]] = {
    "aws": _aws,
    "gcloud": _cloud(
        _GCLOUD_GROUPS,
        r"list|describe|get-iam-policy|read|get-ancestors|list-[a-z-]+|get-server-config|get-value",
        "",
        "--project --format --zone --region --filter --limit --account --configuration --verbosity",
        r"secret|token|credential|auth\b|password|service-accounts keys|versions access",
    ),
    "az": _cloud(
        _AZ_GROUPS,
        r"list|show|list-[a-z-]+|get-versions|get-instance-view|exists",
        "",
        "-g --resource-group -n --name -o --output --query --subscription",
        r"secret|token|credential|password|keys|key\b|connection-string|appsettings|publishing"
        r"|keyvault (?!list|show)|list-defaults",
    ),
}
