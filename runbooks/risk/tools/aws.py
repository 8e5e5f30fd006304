"""AWS: by the access level of an operation and by its name."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.sql import rule_sql
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk

TABLES: Final = Path(__file__).parent.parent / "tables"


AWS_FLAGS: Final = listed(
    "--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt "
    "--no-cli-auto-prompt --version --v2-debug"
)


AWS_PINS: Final = (("AWS_PAGER", ""), ("PAGER", "cat"), ("AWS_CLI_AUTO_PROMPT", "off"))


AWS_SECRET: Final = re.compile(
    r"(get-secret-value|batch-get-secret-value|get-password-data|get-authorization-token|"
    r"get-login-password|get-session-token|get-federation-token|get-parameter|get-parameters|"
    r"get-parameters-by-path|get-parameter-history|get-random-password|get-credentials|"
    r"get-role-credentials|get-credentials-for-identity|get-open-id-token|get-token|"
    r"get-access-key-x|get-kubeconfig|get-cluster-credentials|get-object|get-data-key|"
    r"get-api-keys?|get-bucket-acl-x|get-public-key-x|get-relational-database-master-user-password|"
    r"download-default-key-pair|get-instance-access-details|get-workspace-credential|"
    r"get-signing-certificate|get-temporary-.*|get-.*-credentials?|get-.*-password|get-template-x|"
    r"get-console-screenshot-x|get-launch-template-data|get-function-configuration-x|"
    r"get-certificate-x|export-.*|generate-.*|get-app-monitor-x|get-identity-.*token.*|"
    r"get-decrypted-.*|get-connections?|describe-chap-credentials|.*-upload-url|.*-presigned-.*|get-secret.*)"
)


# Any beginning of a name that fits one option alone is that option.
TAKES: Final = re.compile(
    r"--(cli-i[\w-]*|end(p(o(i(n(t(-u(r(l)?)?)?)?)?)?)?)?|ca-[\w-]*|outf\w*|generate-cli[\w-]*)(=|$)"
)


# They only describe, though their name or level alone does not say so.
AWS_MORE: Final = {
    "s3": frozenset(("ls",)),
    "sts": listed("get-caller-identity get-access-key-info decode-authorization-message"),
    # The levels of these are methods of HTTP.
    "apigateway": listed(
        "get-account get-authorizer get-authorizers get-base-path-mapping get-base-path-mappings "
        "get-deployment get-deployments get-domain-name get-domain-names get-gateway-response "
        "get-gateway-responses "
        "get-integration get-integration-response get-method get-method-response get-model get-models "
        "get-request-validator get-request-validators get-resource get-resources get-rest-api get-rest-apis "
        "get-stage get-stages get-usage get-usage-plan get-usage-plans get-vpc-link get-vpc-links"
    ),
    "apigatewayv2": listed(
        "get-api get-api-mapping get-api-mappings get-apis get-authorizer get-authorizers get-deployment "
        "get-deployments get-domain-name get-domain-names get-integration get-integrations get-route "
        "get-routes get-stage get-stages get-vpc-link get-vpc-links"
    ),
    "route53": frozenset(("test-dns-answer",)),
    "configure": listed("list list-profiles get"),
    "logs": listed("tail filter-log-events describe-destinations get-log-events start-live-tail"),
    "ec2": listed("wait"),
    "dynamodb": listed("scan query get-item batch-get-item wait"),
    "iam": listed("simulate-principal-policy simulate-custom-policy get-credential-report"),
    "cloudformation": listed("validate-template wait estimate-template-cost detect-x"),
    "ecs": frozenset(("wait",)),
    "eks": frozenset(("wait",)),
    "rds": listed("wait download-db-log-file-portion"),
    "lambda": frozenset(("wait",)),
    "elbv2": frozenset(("wait",)),
    "elb": frozenset(("wait",)),
    "acm": frozenset(("wait",)),
    "s3api": frozenset(("wait",)),
    "autoscaling": frozenset(),
    "deploy": frozenset(("wait",)),
    "cloudfront": frozenset(("wait",)),
    "codebuild": frozenset(),
}


AWS_RED: Final = re.compile(
    r"(delete|terminate|destroy|purge|remove|deregister|revoke|disable|reset|stop-x|rm|rb|force|"
    r"cancel-x|detach-x|disassociate-x|deactivate|reboot-x|empty)(-.*)?"
)


AWS_SOFT: Final = re.compile(
    r"(remove-(permission|tags?.*|role.*|user.*|targets)|revoke-security.*|disable-(rule|alarm.*|"
    r"metrics.*|user)|cancel-.*|reset-image.*|deregister-targets.*|deregister-task.*|deactivate-.*)"
)


@cache
def _operations(table: str) -> dict[str, frozenset[str]]:
    lines = (TABLES / table).read_text(encoding="utf-8").splitlines()
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
    if operation == "help" or (not operation.startswith("-") and [w.text for w in rest[2:]] == ["help"]):
        return green("It prints its help.", pins=AWS_PINS)
    ruling = _operation(call, service, operation, rest[2:], options)
    bad = [text for text in options if TAKES.match(text)]
    if ruling.risk is Risk.GREEN:
        loose = [word for word in rest[2:] if word.loose and word.many and not word.quoted]
        if bad or loose or any(word.loose for word in words[:place]):
            return yellow(
                "An option writes a file, moves the target or is only known when it runs.", call.words[0]
            )
        return green(ruling.why, pins=AWS_PINS)
    return ruling


def _operation(
    call: Call, service: str, operation: str, rest: tuple[Word, ...], options: list[str]
) -> Ruling:
    shown = f"`aws {service} {operation}`"
    if "--dry-run" in options and service == "ec2" and not any(t.startswith("--no-d") for t in options):
        return green("A dry run changes nothing.")
    dry = "--dryrun" in options and not any(text.startswith("--no-d") for text in options)
    if dry and service == "s3" and operation in ("cp", "mv", "sync", "rm"):
        return green("A dry run changes nothing.")
    if service == "athena" and operation == "start-query-execution":
        return _athena(call, rest)
    if service == "ssm" and operation == "get-parameters-by-path" and "--with-decryption" not in options:
        return yellow(f"{shown} may print secrets.", call.words[0])
    tells = operation in _operations("aws_secrets.txt").get(service, ()) or _user_data(service, options)
    if tells or (AWS_SECRET.fullmatch(operation) and operation != "get-credential-report"):
        return yellow(f"{shown} prints a secret or hands one out, or writes a file.", call.words[0])
    if service == "s3api" and re.fullmatch(r"(list|head|get)-.*", operation):
        return green(f"{shown} only reads.")
    if operation in AWS_MORE.get(service, ()) or operation in _operations("aws_operations.txt").get(
        RENAMED.get(service, service), ()
    ):
        return (
            green(f"{shown} only reads.")
            if service != "configure" or operation != "get"
            else yellow("It may print a key.", call.words[0])
        )
    if service == "s3" and operation in ("sync", "cp", "mv", "presign", "mb", "website"):
        if "--delete" in options:
            return red("It deletes what is not at the source.", call.words[0])
        return yellow(f"{shown} copies or hands out objects.", call.words[0])
    if AWS_RED.fullmatch(operation) and not AWS_SOFT.fullmatch(operation):
        return red(f"{shown} deletes or ends something.", call.words[0])
    return yellow(f"{shown} changes something or is not known.", call.words[0])


def _user_data(service: str, options: list[str]) -> bool:
    """True when the script is asked for that a machine ran when it was made."""
    return service == "ec2" and any(text.rpartition("=")[2] == "userData" for text in options)


def _athena(call: Call, rest: tuple[Word, ...]) -> Ruling:
    line = read_options(
        rest,
        arity(
            "--query-string= --work-group= --result-configuration= --query-execution-context= "
            "--client-request-token="
        ),
    )
    query = line.last("--query-string")
    found = rule_sql(query.text, "athena") if query else yellow("It names no query.")
    if re.match(r"(?i)\s*vacuum", query.text if query else ""):
        found = red("VACUUM deletes old snapshots.")
    return at_least(Risk.YELLOW, found, "It writes the result to a bucket.", call.words[0])


RENAMED: Final = {"deploy": "codedeploy", "configservice": "config"}


HANDLERS: Final[dict[str, Handler]] = {
    "aws": aws,
}
