"""What is typed into the console of another language, and prompts that are no more than a name."""

import pytest

from runbooks.parsing.pipeline import read_unjudged


def commands_of(page: str) -> list[tuple[str, str]]:
    return [(c.language.value, c.text) for step in read_unjudged(page).steps for c in step.commands]


def fenced(code: str, before: str = "Run this:") -> str:
    return f"# Page\n\n## Steps\n\n{before}\n\n```\n{code}\n```\n"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("web1$ uptime -p\nup 3 weeks", ["uptime -p"]),
        ("web1:~ # zypper refresh\nDone.", ["zypper refresh"]),
        ("(debug-pod):/# ps -ef\nUID PID", ["ps -ef"]),
        (
            "app$ /opt/bin/redis-cli -h 10.1.1.1\n10.1.1.1:6379> role",
            ["/opt/bin/redis-cli -h 10.1.1.1", "role"],
        ),
    ],
)
def test_a_bare_name_before_the_sign_is_a_prompt(code: str, wanted: list[str]) -> None:
    assert [text for _, text in commands_of(fenced(code))] == wanted


def test_what_follows_an_angle_in_a_ruby_console_is_ruby_and_its_answer_is_not() -> None:
    page = fenced("> order = Order.find(7)\n=> #<Order id: 7>\n> order.state\n=> 'paid'\n> # it was paid\n")
    assert commands_of(page) == [("ruby", "order = Order.find(7)"), ("ruby", "order.state")]


def test_what_stands_under_the_command_that_opens_a_console_is_typed_there() -> None:
    page = fenced("sudo bin/rails console\nuser = User.find(3)\nuser.active = false\nuser.save!\nexit")
    assert [text for _, text in commands_of(page)] == [
        "sudo bin/rails console",
        "user = User.find(3)",
        "user.active = false",
        "user.save!",
        "exit",
    ]


def test_a_redis_client_takes_commands_in_small_letters() -> None:
    page = fenced("redis-cli -h cache1\ninfo memory\nused_memory:1024\ndbsize")
    assert [text for _, text in commands_of(page)] == ["redis-cli -h cache1", "info memory", "dbsize"]
