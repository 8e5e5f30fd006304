"""Pages copied as text: what stood in a fence stands between sentences, its comments look like headings."""

import pytest

from runbooks.parsing.pipeline import read_unjudged
from tests.runbooks.reading import assert_apart, assert_honest


def commands_of(page: str) -> list[tuple[str, str]]:
    parsed = read_unjudged(page)
    assert_honest(parsed)
    assert_apart(parsed)
    return [(c.language.value, c.text) for step in parsed.steps for c in step.commands]


def test_lines_between_sentences_that_were_typed_are_commands_of_the_step_above_them() -> None:
    page = (
        "Mail is late\n\nLook at the queue first:\nmailq\npostqueue -p\npostconf mail_version\n"
        "Why: a deferred queue tells which host refuses.\nThen send it again:\npostqueue -f\nnewaliases\n"
    )
    assert [text for _, text in commands_of(page)] == [
        "mailq",
        "postqueue -p",
        "postconf mail_version",
        "postqueue -f",
        "newaliases",
    ]
    assert [len(step.commands) for step in read_unjudged(page).steps if step.commands] == [3, 2]


def test_a_comment_over_a_command_is_no_heading_and_explains_it() -> None:
    page = (
        "Brokers\n\n# Which partitions lag?\nkafka-topics.sh --bootstrap-server b1:9092 \\\n"
        "  --describe --unavailable-partitions\n\n"
        "# What does the log say?\ntail -n 50 /srv/kafka/server.log\n"
    )
    steps = [step for step in read_unjudged(page).steps if step.commands]
    commands = [command for step in steps for command in step.commands]
    assert [command.text for command in commands] == [
        "kafka-topics.sh --bootstrap-server b1:9092 \\\n  --describe --unavailable-partitions",
        "tail -n 50 /srv/kafka/server.log",
    ]
    assert [command.explanation for command in commands] == [
        "Which partitions lag?",
        "What does the log say?",
    ]


def test_roots_prompt_in_plain_text_is_no_heading_and_what_was_printed_is_left() -> None:
    page = (
        "Swap a disk\nCopy the partitions of the good disk to the new one:\n# sgdisk /dev/sdx -R /dev/sdy\n"
        "The operation has completed successfully for the disk\n# sgdisk -G /dev/sdy\n"
        "Now put the new disk into the pool:\n# zpool replace tank /dev/sdy2\n"
    )
    assert [text for _, text in commands_of(page)] == [
        "sgdisk /dev/sdx -R /dev/sdy",
        "sgdisk -G /dev/sdy",
        "zpool replace tank /dev/sdy2",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "# docker-compose for beginners\nEverything starts with a file.\n",
        "# kubectl\nThe tool for clusters.\n",
        "# Restart the broker\nThis page tells how.\n",
    ],
)
def test_a_heading_that_begins_with_a_tool_stays_a_heading(page: str) -> None:
    parsed = read_unjudged(page)
    assert parsed.title == page.split("\n")[0].removeprefix("# ")
    assert commands_of(page) == []


def test_a_sentence_whose_lines_break_before_a_tool_stays_a_sentence() -> None:
    page = "# Page\n\n## Steps\n\nThe agents talk to\ncurl or\nwget mirrors\nand keep what they got.\n"
    assert commands_of(page) == []


def test_a_line_with_only_the_name_of_a_language_says_how_to_read_what_follows() -> None:
    page = (
        "## Steps\n\nFind old sessions:\n\nsql\n-- older than an hour\n"
        "SELECT\n  sid,\n  began\nFROM sessions\n"
        "ORDER BY began;\n\nSettings:\n\nyaml\nkind: Job\nspec: {}\n"
    )
    assert commands_of(page) == [("sql", "SELECT\n  sid,\n  began\nFROM sessions\nORDER BY began;")]


def test_statements_in_plain_text_are_sql_and_sentences_about_them_are_not() -> None:
    page = (
        "Replica\n\nOn the replica run:\nSHOW REPLICA STATUS\\G\nSHOW PROCESSLIST;\n\n"
        "Older servers want SHOW SLAVE STATUS instead.\n"
    )
    assert commands_of(page) == [("sql", "SHOW REPLICA STATUS\\G"), ("sql", "SHOW PROCESSLIST;")]


@pytest.mark.parametrize(
    ("line", "language", "typed"),
    [
        ("edge-3# show ip route summary", "other", "show ip route summary"),
        ("ops@core1> show chassis alarms", "other", "show chassis alarms"),
        ("edge-3(config-if)# no shutdown", "other", "no shutdown"),
        ("ops@web1# systemctl status nginx", "shell", "systemctl status nginx"),
        ("ops@web1# sh restart.sh", "shell", "sh restart.sh"),
    ],
)
def test_what_a_router_is_told_is_no_shell(line: str, language: str, typed: str) -> None:
    page = f"# Page\n\n## Steps\n\nType:\n\n```\n{line}\nState: up, 3 of 4\n```\n"
    assert commands_of(page) == [(language, typed)]


def test_calls_that_prepare_a_new_replica_set_are_typed_into_mongo() -> None:
    code = "conf = rs.conf()\nprintjson(conf)\nconf.members = [conf.members[1]]\nrs.reconfig(conf)"
    page = f"# Page\n\n## Steps\n\nOn the survivor:\n\n```\n{code}\n```\n"
    assert commands_of(page) == [("other", line) for line in code.split("\n")]


def test_a_label_may_stand_over_what_root_typed() -> None:
    code = 'On brick one:\n# stat a/file\n  Size: 3\n# getfattr -d a/file\nuser.tag="b"'
    page = f"# P\n\n## Steps\n\nCompare:\n\n```\n{code}\n```\n"
    assert commands_of(page) == [("shell", "stat a/file"), ("shell", "getfattr -d a/file")]


def test_a_statement_of_a_programming_language_is_no_command() -> None:
    page = "# P\n\n## Steps\n\nThe probe ends with:\n\n```\n    return lagging;\n    exit;\n```\n"
    assert commands_of(page) == []


def test_in_a_console_root_may_have_typed_programs_nobody_told_us_of() -> None:
    code = (
        "## for init\n# frobctl stop -n web3\nweb3 | success | rc=0 >>\n# State: gone\n# rm -rf /srv/web3/*"
    )
    page = f"# P\n\n## Steps\n\nRebuild it:\n\n```console\n{code}\n```\n"
    assert commands_of(page) == [("shell", "frobctl stop -n web3"), ("shell", "rm -rf /srv/web3/*")]


def test_a_rule_of_tildes_under_a_line_heads_a_section_of_restructured_text() -> None:
    page = (
        "=====\nCache\n=====\n\n.. note:: Ask first.\n\nStop it\n~~~~~~~\n\nStop the cache:\n\n"
        ".. code-block:: shell-session\n\n    # systemctl stop varnish\n\nLook\n~~~~\n\nSee who asks:\n\n"
        ".. code-block:: shell-session\n\n    # varnishlog -g request\n"
    )
    assert commands_of(page) == [("shell", "systemctl stop varnish"), ("shell", "varnishlog -g request")]


def test_what_a_console_only_printed_holds_no_command() -> None:
    code = "web3 | FAILED | rc=1 >>\nERROR 2002 (HY000): no server\nthrough socket '/run/x.sock' (111)"
    page = f"# P\n\n## Steps\n\nThe check gives:\n\n```console\n{code}\n```\n"
    assert commands_of(page) == []


def test_after_a_colon_a_line_with_options_is_a_command_of_a_program_nobody_told_us_of() -> None:
    page = "Pools\n\nRestart them one by one:\n\npoolwalk -b 1 -s 30 'site:web' 'restart-fpm'\n\nThen rest.\n"
    assert commands_of(page) == [("shell", "poolwalk -b 1 -s 30 'site:web' 'restart-fpm'")]


@pytest.mark.parametrize("line", ["php-fpm restart", "sudo access", "mariadb upgrade"])
def test_a_short_title_that_begins_with_a_tool_is_no_command(line: str) -> None:
    assert commands_of(f"Pools\n\nWe look after all of them.\n\n{line}\n\nOnce a week we rest.\n") == []


def test_an_environment_for_one_command_stays_with_it() -> None:
    page = "Check the copy:\n# is it whole?\nETCDCTL_API=3 etcdctl snapshot status day.db -w table\n"
    assert commands_of(page) == [("shell", "ETCDCTL_API=3 etcdctl snapshot status day.db -w table")]


def test_a_query_in_plain_text_goes_on_to_its_semicolon() -> None:
    query = "SELECT a.sid, a.host,\nb.text\nFROM x AS a\nJOIN y AS b\nON a.id = b.id;"
    assert commands_of(f"Who waits?\n\nRun this query:\n\n{query}\n") == [("sql", query)]


def test_a_whole_script_between_two_sentences_is_read_as_one_block() -> None:
    page = (
        "Disks\nColumns were lost here, state of each, ok, odd\n# Or ask:\naws ec2 describe-volumes \\\n"
        "--query 'Volumes[*].{Id:VolumeId}'\n# Then detach it\nVOL=$(aws ec2 describe-volumes \\\n"
        "--query 'V[?Name==`/dev/xvda`].Id' \\\n--output text)\n"
        'echo "Volume: $VOL"\naws ec2 detach-volume --volume-id "$VOL"\nxvda_count is what to look at next.\n'
    )
    assert [text for _, text in commands_of(page)] == [
        "aws ec2 describe-volumes \\\n--query 'Volumes[*].{Id:VolumeId}'",
        "VOL=$(aws ec2 describe-volumes \\\n--query 'V[?Name==`/dev/xvda`].Id' \\\n--output text)",
        'echo "Volume: $VOL"',
        'aws ec2 detach-volume --volume-id "$VOL"',
    ]


def test_a_comment_over_a_plain_command_explains_it_in_plain_text_too() -> None:
    page = "Hints\n\n1.3 Check\n\n# Which node owns the row\nnodetool getendpoints shop orders key17\n"
    assert commands_of(page) == [("shell", "nodetool getendpoints shop orders key17")]


def test_after_a_colon_a_plain_command_needs_no_options() -> None:
    page = "Swarm\n\nList the nodes:\n\ndocker node ls\n\n- Ask it:\nnslookup shop.test 127.0.0.1\n"
    assert commands_of(page) == [("shell", "docker node ls"), ("shell", "nslookup shop.test 127.0.0.1")]


def test_a_cmdlet_in_plain_text_is_no_shell_and_ends_where_a_sentence_begins() -> None:
    page = "DNS\n\n- Is it on?\nGet-Service -Name DNS\n\n- See:\nGet-Service DNS - Confirm it’s up > Go\n"
    assert commands_of(page) == [("other", "Get-Service -Name DNS")]


def test_the_title_of_an_org_page_is_its_title_and_its_settings_are_nothing() -> None:
    parsed = read_unjudged("#+TITLE: Fix the queue\n#+AUTHOR: ops\n\nStop the queue first.\n")
    assert parsed.title == "Fix the queue"
    assert all("AUTHOR" not in step.text for step in parsed.steps)


def test_calls_of_make_are_commands_in_a_fence_for_makefiles_and_targets_are_not() -> None:
    page = "## Steps\n\nDeploy:\n\n```makefile\nmake clean\nmake deploy ENV=prod\n```\n\nIt does:\n\n"
    page += "```makefile\ndeploy:\n\tmake image\n```\n"
    assert commands_of(page) == [("shell", "make clean"), ("shell", "make deploy ENV=prod")]
