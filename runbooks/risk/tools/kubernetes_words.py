"""kubectl's options by verb, and what its verbs do."""

import re
from typing import Final

from runbooks.risk.tools.kit import entries, union

GLOBAL: Final = (
    "n: s: v: --namespace= --context= --cluster= --user= --kubeconfig= --server= --token= --as= "
    "--as-group= --as-uid= --request-timeout= --certificate-authority= --client-certificate= "
    "--client-key= --insecure-skip-tls-verify=? --cache-dir= --tls-server-name= --username= "
    "--password= --match-server-version --warnings-as-errors --v= --vmodule= --profile= "
    "--profile-output= --disable-compression h --help"
)


OUTPUT: Final = (
    "o: l: --output= --selector= --field-selector= --show-labels=? --sort-by= --template= "
    "--no-headers=? --label-columns= L: --chunk-size= --ignore-not-found=? --server-print=? "
    "--show-kind=? --show-managed-fields=? --raw=? --subresource= --allow-missing-template-keys=? "
    "--output-watch-events=?"
)


READING: Final = union(
    GLOBAL,
    OUTPUT,
    (
        "A R w f: k: u: --unit= --role= --all-namespaces=? --recursive=? --watch=? --watch-only=? "
        "--filename= --kustomize= --timeout= --show-events=? --all=? --api-group= --namespaced=? --verbs= "
        "--cached=? --categories= --api-version= --for= --types= --client=? --short --list q --quiet "
        "--no-diff --revision= --containers --use-protocol-buffers --sum --show-capacity --show-swap "
        "--path= --since= --until= --tail= --grep= --minify --flatten --merge=? --current --local "
        "--to-revision= --explain"
    ),
)


LOGS: Final = union(
    GLOBAL,
    (
        "f p c: l: --follow=? --previous=? --container= --selector= --tail= --since= --since-time= "
        "--timestamps=? --all-containers=? --all-pods=? --limit-bytes= --max-log-requests= --prefix=? "
        "--ignore-errors=? --pod-running-timeout= --insecure-skip-tls-verify-backend=?"
    ),
)


EXEC: Final = union(
    GLOBAL, "i t q c: f: --stdin --tty --container= --filename= --pod-running-timeout= --quiet"
)


CHANGING: Final = union(
    GLOBAL,
    OUTPUT,
    (
        "A R f: k: p: i t c: --filename= --kustomize= --recursive=? --all-namespaces=? --all=? "
        "--force=? --grace-period= --now=? --cascade=? --wait=? --timeout= --dry-run=? --replicas= "
        "--current-replicas= --patch= --patch-file= --type= --overwrite=? --record=? --local=? "
        "--image= --port= --target-port= --name= --from-literal= --from-file= --from-env-file= "
        "--field-manager= --server-side=? --prune=? --validate=? --save-config=? --to-revision= "
        "--revision= --ignore-daemonsets=? --delete-emptydir-data=? --delete-local-data=? "
        "--disable-eviction=? --pod-selector= --limits= --requests= --containers= --force-conflicts=? "
        "--output-version= --min= --max= --cpu-percent= --env= --command --rm --restart= --stdin "
        "--tty --labels= --clusterrole= --role= --serviceaccount= --group= --verb= --resource= "
        "--hard= --cert= --key= --docker-server= --docker-username= --docker-password= --class= "
        "--rule= --skip-wait-for-delete-timeout= --chunk-size= --list --resource-version= --raw="
    ),
)


TABLE: Final = entries("""
green: get describe logs top events explain version cluster-info api-resources api-versions options
    rollout/status rollout/history wait
green: auth/can-i auth/whoami auth/reconcile-x config/view config/current-context config/get-contexts
    config/get-clusters config/get-users
green: diff kustomize convert completion plugin/list status projects project-x whoami get-x adm/top
    adm/node-logs adm/policy/who-can
yellow: cluster-info/dump | may write files and prints logs
yellow: create apply replace patch edit set label annotate expose run scale autoscale rollout/restart
    rollout/pause rollout/resume rollout/undo | changes resources
yellow: cordon uncordon taint certificate cp attach proxy port-forward debug auth/reconcile config alpha
    krew login logout new-app new-project process start-build tag
yellow: adm import rsync rsh policy project extract secrets idle
red: delete | deletes resources
yellow: drain adm/drain | evicts every pod of the node
red: adm/prune | deletes resources
""")


SECRET: Final = re.compile(r"(?i)secrets?([./].*)?$")


# A column may be the whole object (`:.`) or any part at any depth (`:..token`); annotations repeat the data.
COLUMN: Final = r"[\w -]+:\.?(metadata\.(name|namespace|uid|creationTimestamp|labels[\w\\./-]*)|type|kind)"
SHOWS_NAMES: Final = re.compile(
    rf"name|wide|custom-columns={COLUMN}(,{COLUMN})*|jsonpath=\{{?\.?(items\[\*\])?\.?metadata\.name\}}?"
)
# Secrets that are named for whom they let in, and names that are only known at run time.
TOKEN_NAME: Final = re.compile(
    r"(?i)\ufffc|token|admin|account|dashboard|robot|user|viewer|reader|login|\bsa\b|\.dockercfg"
)


TRUSTED_CONFIGS: Final = ("/etc/kubernetes/admin.conf", "/etc/rancher/k3s/k3s.yaml", "~/.kube/config")
