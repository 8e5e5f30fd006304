"""A step that leaves open what to do gets one question; a step that says it gets none, in seven languages."""

import pytest

from runbooks.parsing import questions
from runbooks.parsing.pipeline import read_unjudged

# A title in each language, so that the page is read as one of it.
TITLES = {
    "en": "Queue is stuck and the users of the service are waiting for their messages",
    "de": "Die Warteschlange des Dienstes hängt und die Benutzer warten auf ihre Nachrichten",
    "es": "La cola del servicio está bloqueada y los usuarios esperan sus mensajes",
    "fr": "La file du service est bloquée et les utilisateurs attendent leurs messages",
    "pt": "A fila do serviço está travada e os usuários esperam as suas mensagens",
    "ja": "サービスのキューが滞留し、ユーザーが待っています",
    "zh": "服务的队列被阻塞，用户在等待",
}
VAGUE = {
    "en": """
Check the logs.
Inspect the logs of the `web` pods for errors.
Restart the service.
Open the usual dashboard.
Contact the team.
Look at the usual graphs.
Ask Bob if anything was deployed.
Ping Anna Schmidt on Slack.
Talk to Kevin.
Fix the configuration.
Clean up the disk.
Make sure everything is fine.
Verify that the service is healthy.
Scale up if necessary.
Roll back the deployment.
Escalate to the on-call engineer.
Notify stakeholders.
Do the usual checks.
Follow the standard procedure.
Increase the limits as needed.
Investigate further.
Monitor the situation.
Kill the long-running queries.
Free up some space.
Fail over to the replica.
Power down the controller.
Review failed logins.
Fix failing jobs; clean the dead queue.
The worker requeues them; if it does not, restart the worker.
Assess the damage and select a restore point.
Check the status page of the provider.
Elevated latency → check the connections of the database.
Fix/replace the server.
Distribute the load across the instances.
Open the monitoring dashboard and identify the affected servers.
Access the web console and view the statistics.
If the process is essential, attempt to optimize its configuration.
If you know the machine, log into the server and diagnose the problem.
""",
    "de": """
Prüfen Sie die Logs.
Starten Sie den Dienst neu.
Öffnen Sie das übliche Dashboard.
Kontaktieren Sie das Team.
Bereinigen Sie die Festplatte.
Beobachten Sie die Situation.
""",
    "es": """
Revise los registros.
Reinicie el servicio.
Abra el panel habitual.
Contacte al equipo.
Libere espacio en disco.
""",
    "fr": """
Vérifiez les journaux.
Redémarrez le service.
Ouvrez le tableau de bord habituel.
Contactez l'équipe.
Demandez à Marie.
Libérez de l'espace disque.
""",
    "pt": """
Verifique os logs.
Reinicie o serviço.
Abra o painel habitual.
Contate a equipe.
Pergunte ao João.
Libere espaço em disco.
""",
    "ja": """
ログを確認します。
サービスを再起動します。
いつものダッシュボードを開きます。
チームに連絡します。
田中さんに連絡します。
ディスク容量を空けます。
""",
    "zh": """
检查日志。
重启服务。
打开常用的仪表盘。
联系团队。
联系张三。
清理磁盘空间。
""",
}
CLEAR = {
    "en": """
Restart it with `systemctl restart api`.
Check the log with `journalctl -u api -n 100`; a line with `OOM` is a finding.
Open https://grafana.example.com/d/abc and check that the lag is below 300 s.
Contact the #payments-oncall channel in Slack with the incident number.
Wait 5 minutes.
Go back to step 2.
Close the incident.
Page the secondary on-call via PagerDuty service `payments-db`.
Set `maxmemory` to `4gb` in `/etc/redis/redis.conf` and save.
Click **Settings → Replicas → Promote** in the console.
Repeat step 3 for every node.
If the lag is above 300 s, go to step 5.
Write down the time.
Skip the next step if the queue is empty.
Page the on-call manager at ext. 5555.
Check the status of the provider: cloudflarestatus.com
Copy the index name.
Delete the index with `DELETE _cold/logs-2026.07`.
Monitor it for 30 minutes.
Save this code as a script.
Update the ticket with what was found.
Write the incident report.
Verify that the alert is no longer firing.
Record any anomalies.
Access the Job Schedule form.
Check the last runs: SELECT id FROM job_runs LIMIT 5
Update the CMDB.
From the Actions menu, select Recover.
Check [Sentry] for errors.
Check the [Email Queue dashboard](https://grafana.example.com/d/1) for errors.
Open the console and choose **Replicas → Promote**.
""",
    "de": """
Starten Sie ihn mit `systemctl restart api` neu.
Warten Sie 5 Minuten.
Gehen Sie zurück zu Schritt 2.
Öffnen Sie https://grafana.example.com/d/abc.
""",
    "es": """
Reinícielo con `systemctl restart api`.
Espere 5 minutos.
Vuelva al paso 2.
""",
    "fr": """
Redémarrez-le avec `systemctl restart api`.
Attendez 5 minutes.
Retournez à l'étape 2.
""",
    "pt": """
Reinicie-o com `systemctl restart api`.
Aguarde 5 minutos.
Volte ao passo 2.
""",
    "ja": """
`systemctl restart api` で再起動します。
5 分待ちます。
手順 2 に戻ります。
""",
    "zh": """
使用 `systemctl restart api` 重启。
等待 5 分钟。
返回步骤 2。
""",
}


def each(said: dict[str, str]) -> list[tuple[str, str]]:
    return [(tongue, line) for tongue, lines in said.items() for line in lines.strip().split("\n")]


def asked(tongue: str, said: str) -> str | None:
    title = TITLES[tongue]
    return read_unjudged(f"# {title}\n\n{title}.\n\n1. {said}\n").steps[-1].vague


@pytest.mark.parametrize(("tongue", "said"), each(VAGUE))
def test_a_step_that_leaves_open_what_to_do_is_asked_about(tongue: str, said: str) -> None:
    question = asked(tongue, said)
    assert question is not None
    assert question.endswith((".", "?"))


@pytest.mark.parametrize(("tongue", "said"), each(CLEAR))
def test_a_step_that_says_what_to_do_is_left_alone(tongue: str, said: str) -> None:
    assert asked(tongue, said) is None


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Check the logs.", questions.LOGS),
        ("Restart the service.", questions.CHANGE),
        ("Open the usual dashboard.", questions.BOARD),
        ("Do the usual checks.", questions.USUAL),
        ("Contact the team.", questions.PERSON),
        ("Ping Anna Schmidt on Slack.", questions.PERSON),
        ("See the picture: ![](step3.png)", questions.PICTURE),
    ],
)
def test_the_question_is_about_what_is_left_open(said: str, question: str) -> None:
    assert asked("en", said) == question


def test_a_change_under_a_condition_is_asked_for_and_what_names_its_place_is_not() -> None:
    said = (
        "1. If the lag persists, add new replicas.\n"
        "2. Log in to db-2.internal\n"
        "3. Press q to leave the list.\n"
        "4. Clean the shelf:\n   1. Run `uptime`\n"
    )
    steps = read_unjudged(f"# Late\n\n## Steps\n\n{said}").steps
    assert [step.vague is not None for step in steps] == [True, False, False, False]


def test_points_under_a_step_that_is_asked_about_are_not_asked_about_again() -> None:
    said = "1. Free up space.\n   - Remove temporary files\n   - Clean up archives\n2. Restart the service.\n"
    steps = read_unjudged(f"# Disk full\n\n## Steps\n\n{said}").steps
    assert [step.text[:10] for step in steps if step.vague] == ["Free up sp", "Restart th"]


def test_a_step_whose_command_stands_in_the_point_under_it_is_exact() -> None:
    said = "1. Verify the id:\n   - `some-unknown-cli things list`\n"
    assert not any(step.vague for step in read_unjudged(f"# Reboot\n\n## Steps\n\n{said}").steps)


def test_errors_quoted_under_a_step_say_what_to_look_for() -> None:
    said = '1. Look for errors such as:\n   - "Too many connections"\n   - "Connection timeout"\n'
    assert not any(step.vague for step in read_unjudged(f"# Late\n\n## Steps\n\n{said}").steps)
