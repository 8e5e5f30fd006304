"""az: the words before the first option are groups and a verb."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.cloud import asks_help
from runbooks.risk.words import OPAQUE, Call

AZ_READS: Final = re.compile(
    r"list(-.*)?|show(-.*)?|get(-.*)?|exists|check-(name.*|dns.*|ip.*|availability|existence)|describe|query|version|"
    r"find|summarize|wait|usage|help|what-if|metrics|logs|tail"
)


AZ_SECRET: Final = re.compile(
    r"connection-string|\bkeys?\s+list\b|list-keys|show-keys|shared-keys|get-access-token|credential\s+(show|"
    r"list)|secret\s+(show|download|list-x)|get-credentials|show-admin-password|"
    r"list-connection-strings|list-publishing|publishing-(profiles|credentials)|generate-sas|"
    r"list-credentials|admin-key|query-key|appsettings\s+list|list-admin|keyvault\s+(secret|key|"
    r"certificate)\s+(download|show-deleted-x)|connection-string|container-app\s+secret|"
    r"list-secrets|(container-?app|staticwebapp|functionapp|webapp|spring|batch|iot)\b.*\bsecrets?\s+(list|show)|"
    r"test-endpoint\s+list|message\s+get|messages?\s+receive|"
    r"list-cluster-admin|listkeys|access-keys|show-token|api-key|get-secret|list-user-.*|"
    # Keys, tokens and signed addresses by whatever name the last word asks for them.
    r"(get|list|show)-[\w-]*(keys?|secrets?|credentials?|tokens?|passw\w*|auth-\w+|kubeconfig|payload|"
    r"log-uris|sas-urls|cd-url|device-config-script)$|\bget-connection-info|vpn-client\s+show-url|"
    r"\btoken\s+get-|list-configuration$|shared-key\s+show|express-route\s+auth\s|secretvalue\s|"
    r"^iot\s+(hub|dps)\s+(policy|device-identity|module-identity)\s|(webapp|functionapp)\s+auth(-classic)?\s+show|"
    r"config\s+(storage-account|backup)\s+(list|show)|connected-registry\s+get-settings|webhook\s+get-config|get-boot-log-uris|"
    # These start an assessment, write templates or gather files.
    r"^datamigration\s+get-|resource-kind\s+get$|get-support-data|get-mirroring-cert"
)
AZ_KEYS: Final = re.compile(r"^(?!keyvault|(sql|mysql|postgres|mariadb|synapse)\s).*\bkey\s+show$")


AZ_PINS: Final = (("AZURE_CORE_NO_COLOR", "1"), ("AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "no"))
AZ_TAKES: Final = re.compile(
    r"--([\w-]*file|destination|dest|[\w-]*path|output-dir\w*|show-[\w-]+|include-secrets|[\w-]*secrets|admin|"
    r"save[\w-]*|download[\w-]*|export[\w-]*|open|refresh|keys|resolve-keyvault|msbot|output-fo\w*|"
    r"include-(full-endpoint-url|secret|attrib-secret|static-delivery-attribute-secret))(=|$)|-f$"
)
AZ_ACTS: Final = re.compile(
    r"(create|update|add|remove|set|start|stop|restart|connect|disconnect|assign|enable|disable|grant|revoke|reset)(-.*)?$"
)
AZ_DELETES: Final = ("delete", "purge", "delete-batch", "destroy")


def az(call: Call, desk: Desk) -> Ruling:
    """`az`: the words before the first option are groups and a verb."""
    length = next(
        (place for place, word in enumerate(call.arguments) if word.text.startswith("-")), len(call.arguments)
    )
    path = [word.text if word.plain else OPAQUE for word in call.arguments[:length]]
    options = call.arguments[length:]
    texts = [word.text for word in options]
    joined = " ".join(path)
    shown = f"`az {joined}`".replace(OPAQUE, "…")
    if asks_help(call) or (not path and texts == ["--version"]):
        return green("It prints a text.", pins=AZ_PINS)
    if not path:
        return yellow("It names no group.", call.words[0])
    if AZ_SECRET.search(joined) or AZ_KEYS.search(joined):
        return yellow(f"{shown} prints or hands out a secret.", call.words[0])
    if any(part in ("remove", "deallocate", "clear") for part in path[1:]):
        return yellow(f"{shown} takes something away.", call.words[0])
    if any(part in AZ_DELETES or AZ_ACTS.match(part) for part in path[1:-1]):
        return yellow(f"{shown} changes something or is not known.", call.words[0])
    if any(part in AZ_DELETES for part in path[1:]):
        return red(f"{shown} deletes it.", call.words[0])
    if path[0] == "rest" and "delete" in " ".join(texts).lower():
        return red("It deletes what the address names.", call.words[0])
    if not (AZ_READS.fullmatch(path[-1]) and len(path) > 1) and joined != "version" and path[0] != "find":
        return yellow(f"{shown} changes something or is not known.", call.words[0])
    bad = [word for word in options if AZ_TAKES.match(word.text) or (word.loose and word.many)]
    if bad:
        return yellow("An option writes a file or prints a secret.", bad[0])
    return green(f"{shown} only reads.", pins=AZ_PINS)


HANDLERS: Final[dict[str, Handler]] = {"az": az}
