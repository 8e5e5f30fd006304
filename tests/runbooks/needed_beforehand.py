"""Sentences that say what a reader needs, and sentences that only sound like it, in seven languages."""

# A title, a first sentence and a step in each language, so that the page is read as one of it.
PAGES = {
    "en": """# Queue stuck

The queue of the payment service is stuck and the messages are not delivered.

{said}

1. Restart the worker.
""",
    "de": """# Warteschlange hängt

Die Warteschlange des Dienstes hängt und die Nachrichten werden nicht zugestellt.

{said}

1. Starten Sie den Worker neu.
""",
    "es": """# Cola bloqueada

La cola del servicio está bloqueada y los mensajes no se entregan.

{said}

1. Reinicie el worker.
""",
    "fr": """# File bloquée

La file du service est bloquée et les messages ne sont pas livrés.

{said}

1. Redémarrez le worker.
""",
    "pt": """# Fila travada

A fila do serviço está travada e as mensagens não são entregues.

{said}

1. Reinicie o worker.
""",
    "ja": """# キューの滞留

サービスのキューが滞留し、メッセージが届いていません。

{said}

1. ワーカーを再起動します。
""",
    "zh": """# 队列阻塞

服务的队列被阻塞，消息没有送达用户。

{said}

1. 重启 worker。
""",
}
NEEDS = {
    "en": """
**Required Access**: SSH to the database hosts, PagerDuty
Required role: Owner on the subscription
Access required: production AWS console
Required permissions: `compute.instances.reset`
You must be connected to the VPN.
You must be a member of the `sre-admins` group.
Make sure you are logged in to the cluster.
Make sure you're on the corporate VPN before continuing.
Ensure that kubectl is configured for the production cluster.
Ensure you have the AWS CLI installed.
Before starting, make sure your kubeconfig points to production.
This procedure requires sudo on the host.
Make sure you know the name of the data bag and its item.
You should be familiar with Kubernetes.
First, log in to the bastion.
Run all commands as root.
All commands must be run as the postgres user.
Login into our AWS Management Console
After logging into the cluster with `oc login` you will need to look at the pods.
Before you try to recover the job, you must correct the problem with it.
It assumes hosts that a vCenter manages, with enough capacity.
You must [assume a role](/aws.html) for the environment.
All storage alarms need to be cleared before starting this procedure.
This requires access to the bastion.
This runbook requires cluster-admin.
You'll need a Datadog API key.
You will need the primary's hostname and the name of the replication slot.
We need the cluster-admin role for this.
The following tools are required: jq, kubectl, aws.
Tools needed: helm, jq
Before you start using Teleport, you must be assigned the app in Okta.
This guide assumes you have admin access to Vault.
These steps assume that you have `oc` installed and are logged in as a cluster admin.
kubectl must be configured for the prod context.
Requires: VPN, psql
Prereqs: VPN and psql
To follow this runbook you need read access to the billing project.
Have the incident number and the customer's id ready.
Admin access to Kafka is needed.
A valid kubeconfig is required.
You need to be on the office network or the VPN.
You need kubectl access to the cluster.
You should have `psql` installed on your laptop.
In order to run these commands you need to be a database superuser.
Only members of the DBA group can run this procedure.
Check that you have the `roles/container.admin` role.
Verify that you can reach the bastion host before you begin.
It is assumed that you already have SSH access to the node.
You have to be root to run these commands.
An SRE with production access is required.
The `jq` utility must be available on the host.
Install the `tsh` client first if you do not have it.
**Access Role Required**: SRE Operator
Obtain bastion access to the right environment.
Please ensure you have a valid change request to do so.
You are going to need a change request as others cannot build meanwhile.
Before embarking on any restore make sure to follow the notice for the tenants.
You'll need to provide the private key from the vault.
""",
    "de": """
Sie benötigen Zugriff auf den Kubernetes-Cluster.
Du brauchst eine VPN-Verbindung.
Erforderlich: VPN, psql
Für diese Schritte wird kubectl benötigt.
Stellen Sie sicher, dass Sie mit dem VPN verbunden sind.
Stelle sicher, dass du Root-Rechte hast.
Root-Rechte sind erforderlich.
Voraussetzung ist ein Konto auf dem Bastion-Host.
Benötigte Werkzeuge: jq, kubectl
Sie müssen als Administrator angemeldet sein.
kubectl muss installiert und konfiguriert sein.
""",
    "es": """
Necesita acceso al clúster de Kubernetes.
Necesitas tener kubectl instalado.
Se requiere acceso por VPN.
Se necesitan permisos de administrador.
Asegúrese de tener acceso a la consola de AWS.
Asegúrate de estar conectado a la VPN.
Debe tener el rol de administrador.
Requisitos: VPN, psql
Herramientas necesarias: jq, kubectl
Es necesario tener permisos de root.
Hay que estar conectado a la VPN.
""",
    "fr": """
Vous devez avoir accès au cluster Kubernetes.
Vous avez besoin de kubectl.
Un accès VPN est requis.
Des droits root sont nécessaires.
Assurez-vous d'être connecté au VPN.
Assurez-vous d'avoir accès à la console AWS.
Il faut disposer du rôle administrateur.
Prérequis : VPN, psql
Outils nécessaires : jq, kubectl
Cette procédure nécessite un accès au bastion.
""",
    "pt": """
Você precisa de acesso ao cluster Kubernetes.
É necessário ter acesso à VPN.
É preciso ter permissões de administrador.
Certifique-se de que está conectado à VPN.
Certifique-se de ter o kubectl instalado.
Você deve ter a função de administrador.
Pré-requisitos: VPN, psql
Ferramentas necessárias: jq, kubectl
Requer acesso ao bastion.
São necessárias credenciais da AWS.
""",
    "ja": """
Kubernetes クラスタへのアクセス権が必要です。
VPN に接続している必要があります。
kubectl がインストールされていることを確認してください。
前提条件: VPN、psql
管理者権限が必要です。
事前に AWS CLI を設定してください。
踏み台サーバーへの SSH アクセスが必要です。
必要なツール: jq、kubectl
""",
    "zh": """
您需要拥有 Kubernetes 集群的访问权限。
需要管理员权限。
请确保已连接 VPN。
请确保已安装 kubectl。
前提条件：VPN、psql
必须具有 root 权限。
所需工具：jq、kubectl
需要能够通过 SSH 登录跳板机。
""",
}
NO_NEEDS = {
    "en": """
Then you should be able to view the current queries in action.
The pod requires 2Gi of memory.
Replication requires a quorum of two nodes.
You need to restart the pod afterwards.
You must delete the PVC by hand.
You will need to wait ten minutes.
If you need to roll back, run the previous release again.
Ensure the service is healthy.
Make sure the pod is running again.
Check the access logs for 403 responses.
The app needs access to S3 and fails without it.
It may require a restart.
The alert fires when the operator lacks permissions.
You may need to scale the deployment.
You should see three healthy members.
The user must be informed about the outage.
Failing to renew requires a new certificate.
You need to find the offending process.
The node must be drained before the reboot.
You can check the dashboard to see whether it needs more replicas.
Make sure that all replicas have caught up.
Access to the page is slow for users.
The volume needs to be expanded.
You need to increase the memory limit.
Ensure that replication lag is below 10 s.
This requires a maintenance window on large tables and may take an hour.
The tools pod needs to be restarted.
You must not restart the primary.
You have to wait until the rollout has finished.
Requires manual cleanup when it fails.
Make sure you have enough disk space before the backup.
You should now be connected to the machine behind the bastion.
Request more memory for the pod.
Replace the name of the request with your own.
""",
    "de": """
Sie müssen den Pod neu starten.
Der Pod benötigt mehr Speicher.
Stellen Sie sicher, dass der Dienst läuft.
Ein Neustart ist erforderlich.
Prüfen Sie die Zugriffsprotokolle.
""",
    "es": """
Necesita reiniciar el pod.
El pod requiere más memoria.
Asegúrese de que el servicio está en ejecución.
Es necesario reiniciar el servicio.
Debe eliminar el volumen.
""",
    "fr": """
Vous devez redémarrer le pod.
Le pod a besoin de plus de mémoire.
Assurez-vous que le service est démarré.
Un redémarrage est nécessaire.
Il faut vider la file.
""",
    "pt": """
Você precisa reiniciar o pod.
O pod requer mais memória.
Certifique-se de que o serviço está em execução.
É necessário reiniciar o serviço.
Você deve excluir o volume.
""",
    "ja": """
Pod を再起動する必要があります。
メモリを増やす必要があります。
サービスが起動していることを確認してください。
再起動が必要です。
""",
    "zh": """
需要重启 Pod。
请确保服务正在运行。
必须删除该卷。
需要增加内存。
""",
}
