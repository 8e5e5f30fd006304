"""What routers and the consoles of databases are told; tools known by their form; marks that are none."""

import pytest

from runbooks.parsing.pipeline import read_unjudged

STEPS = "# Page\n\n## Steps\n\n"


def commands_of(page: str) -> list[tuple[str, str]]:
    return [(c.language.value, c.text) for s in read_unjudged(STEPS + page).steps for c in s.commands]


def texts_of(page: str) -> list[str]:
    return [text for _, text in commands_of(page)]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("show ip bgp summary\nshow route 10.0.0.1", ["show ip bgp summary", "show route 10.0.0.1"]),
        ("show interfaces <interface>", ["show interfaces <interface>"]),
        ("clear ip bgp 10.0.0.1", ["clear ip bgp 10.0.0.1"]),
        (
            "configure terminal\ninterface Gi0/1\n! the uplink\nshutdown\nend\nwrite memory",
            ["configure terminal", "interface Gi0/1", "shutdown", "end", "write memory"],
        ),
        ("RMAN> crosscheck backup;", ["crosscheck backup;"]),
        ("switchover to shop_b;\nshow configuration verbose;", None),
        ("shutdown immediate;", ["shutdown immediate;"]),
    ],
)
def test_what_a_device_or_a_database_console_is_told_is_no_shell(code: str, wanted: list[str] | None) -> None:
    found = commands_of(f"Do this:\n\n```\n{code}\n```\n")
    assert [text for _, text in found] == (wanted or code.split("\n"))
    assert {language for language, _ in found} == {"other"}


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("```\n~(keystone_admin)$ system host-list\n+----+\n| id |\n+----+\n```\n", ["system host-list"]),
        ("```\n~(keystone_admin)]$ system host-lock w-0\n```\n", ["system host-lock w-0"]),
        ("```\n[ceph: root@host01 /]# ceph osd out osd.0\nmarked out osd.0.\n```\n", ["ceph osd out osd.0"]),
        (
            "Log\n===\n\n.. prompt:: bash #\n\n   ceph log last cephadm\n\n"
            ".. prompt:: bash $\n\n   shop config set a/b debug\n",
            ["ceph log last cephadm", "shop config set a/b debug"],
        ),
        ("- `linode-cli linodes list`\n- `shop_admin users list`\n", None),
        ("```\nshopctl drain n1\nshop-cli state\n```\n", ["shopctl drain n1", "shop-cli state"]),
        ("- `export ZONE=a1`\n- `export NODE=n1`\n", ["export ZONE=a1", "export NODE=n1"]),
        ("- Version: `shop --version`\n", ["shop --version"]),
        ("- Names: `cat /etc/shop.yaml | grep names:`\n", ["cat /etc/shop.yaml | grep names:"]),
        ("Write the cache to disk\n\n`sync`\n", ["sync"]),
        ("1. Enter the toolbox: `toolbox`\n", ["toolbox"]),
        ("```\nsystemctl stop shop\nshopfs -l\nrm /etc/shop.conf\n```\n", None),
        ("./scripts/state.shVerify that all of it runs.\n", ["./scripts/state.sh"]),
    ],
)
def test_a_call_is_known_by_its_form(page: str, wanted: list[str] | None) -> None:
    lines = [line.strip("-` ") for line in page.splitlines() if "```" not in line]
    assert texts_of(page) == (wanted or lines)


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            "```\ndd if=/dev/zero of=/dev/sdX\n! BE CAREFUL\n! /dev/sdX is lost\n```\n",
            ["dd if=/dev/zero of=/dev/sdX"],
        ),
        ("Leave out the `helm install..` part. Then run `cd ..`.\n", ["cd .."]),
        ("Run the `shop install` playbook. Run `df -h`.\n", ["df -h"]),
        ("```shell\nDatacenter: DC1\nStatus=Up/Down\nState=Normal/Leaving\n```\n", []),
        ("The tools are:\n\n- `htop`\n- `sync`\n", []),
        ("The admin shows the list to all. Use the show to display it.\n", []),
        ("```\nstatus   show the state of it\nshow     show the list\n```\n", []),
    ],
)
def test_marks_names_and_output_are_no_commands(page: str, wanted: list[str]) -> None:
    assert texts_of(page) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The shop knows two ways: slow and fast. In this case we are only concerned with the slow one.",
        "One or several members go offline. In that case, no operations are possible on it.",
        "If you enable the port before you mend it, the port could just become disabled again.",
    ],
)
def test_what_only_follows_is_no_decision(text: str) -> None:
    assert read_unjudged(f"{STEPS}Run `df -h`.\n\n{text}\n").decisions == ()
