"""What is known to destroy or to cut off, wherever in a command it stands. Missing one costs a colour, not
safety: what is not proven green is never green."""

import re
from typing import Final

_START: Final = (
    r"(?:^|[;&|(\n`{]|\b(?:sudo|then|do|xargs|exec|nohup|time|env|-exec|-c)\s+['\"]?)\s*(?:/\S*/)?"
)

_RULES: Final = tuple(
    (re.compile(_START + pattern if start else pattern), reason)
    for start, pattern, reason in (
        (True, r"rm\s", "rm deletes files for good"),
        (
            True,
            r"(?:shred|wipefs|mkfs\S*|fdisk(?!\s+(?:-l|--)|\s*$)|sgdisk|blkdiscard|pvremove"
            r"|vgremove|lvremove|zpool\s+destroy)\b",
            "it destroys a disk, a file system or what lies on it",
        ),
        (True, r"dd\s.*\bof=", "dd overwrites what it is pointed at"),
        (True, r"(?:shutdown|reboot|halt|poweroff|init\s+[06])\b", "it takes the host down"),
        (
            True,
            r"systemctl\s+(?:-\S+\s+)*(?:poweroff|reboot|halt|stop|disable|mask|kill|isolate)\b",
            "it ends a service",
        ),
        (True, r"(?:kill\s+-(?:9|KILL|SIGKILL)|pkill|killall|skill)\b", "it kills processes"),
        (True, r"truncate\s", "truncate cuts files off"),
        (
            True,
            r"(?:iptables|ip6tables|nft)\s.*(?:-F|--flush|\bflush\b|-X|\bdelete\b)",
            "it may cut the network off",
        ),
        (
            True,
            r"ip\s+(?:link\s+set\s+\S+\s+down|route\s+(?:del|flush)|addr\s+(?:del|flush))",
            "it cuts the network off",
        ),
        (True, r"(?:userdel|groupdel|deluser)\b", "it deletes accounts"),
        (True, r"crontab\s+-r\b", "it deletes a crontab"),
        (True, r"find\s.*\s-delete\b", "find deletes what it finds"),
        (
            True,
            r"(?:kubectl|oc|k)\s(?:.*\s)?(?:delete|drain|evict|replace\s.*--force)\b(?!.*--dry-run)",
            "it deletes or evicts objects of the cluster",
        ),
        (True, r"helm\s(?:.*\s)?(?:uninstall|delete|rollback)\b", "it takes a release away"),
        (
            True,
            r"(?:terraform|tofu|pulumi|cdk)\s(?:.*\s)?(?:destroy|state\s+rm)\b",
            "it destroys infrastructure",
        ),
        (
            True,
            r"(?:docker|podman)\s(?:.*\s)?(?:rm|rmi|prune|kill)\b",
            "it deletes containers, images or volumes",
        ),
        (
            True,
            r"git\s(?:.*\s)?(?:push\s.*(?:--force|-f\b|--delete|--mirror)|reset\s+--hard"
            r"|clean\s+-\S*f|filter-branch)",
            "it destroys commits or files",
        ),
        (
            True,
            r"(?:aws|gcloud|az|gsutil|doctl|gh)\s.*\b(?:delete|terminate|destroy|purge|remove|rm|rb)\b(?!-)?",
            "it deletes in the cloud",
        ),
        (
            True,
            r"aws\s+\S+\s+(?:delete|terminate|deregister|remove|purge|stop|reboot)-",
            "it deletes in the cloud",
        ),
        (True, r"redis-cli\s.*\b(?i:flushall|flushdb|shutdown|debug)\b", "it empties or ends the store"),
        (
            False,
            r"(?i)\b(?:drop\s+(?:table|database|schema|index|view|user|role|column)"
            r"|truncate\s+(?:table\s+)?\w"
            r"|delete\s+from|pg_terminate_backend)\b",
            "it destroys data",
        ),
        (
            False,
            r"(?:curl|wget|fetch)\b[^|;&\n]*\|\s*(?:sudo\s+)?(?:\S*/)?(?:ba|z|k|da)?sh\b",
            "it runs what it downloads",
        ),
        (
            False,
            r"base64\s+(?:-d|-D|--decode)[^|;&\n]*\|\s*(?:sudo\s+)?(?:ba|z|k|da)?sh\b",
            "it runs hidden code",
        ),
        (False, r":\(\)\s*\{\s*:\|:", "it starts processes without end"),
        (False, r">\s*/dev/(?:sd|nvme|vd|xvd|hd|mapper)", "it overwrites a disk"),
        (True, r"(?:chmod|chown)\s(?:.*\s)?-\w*R", "it changes access to a whole tree"),
        (False, r"\s--force\b|--no-preserve-root", "it is forced past a safeguard"),
    )
)


def reason(command: str) -> str:
    """Why `command` is dangerous; empty when it is not known to be."""
    for pattern, sentence in _RULES:
        if pattern.search(command):
            return sentence
    return ""
