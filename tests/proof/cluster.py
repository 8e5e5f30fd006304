"""What a Kubernetes API server says to a client that only asks: its resources, and one of each."""

import json
import re
from typing import Final

RESOURCES: Final = {
    "v1": "pods:Pod:po services:Service:svc nodes:Node:no events:Event:ev namespaces:Namespace:ns "
    "secrets:Secret: configmaps:ConfigMap:cm endpoints:Endpoints:ep "
    "persistentvolumeclaims:PersistentVolumeClaim:pvc "
    "persistentvolumes:PersistentVolume:pv serviceaccounts:ServiceAccount:sa "
    "resourcequotas:ResourceQuota:quota "
    "componentstatuses:ComponentStatus:cs replicationcontrollers:ReplicationController:rc",
    "apps/v1": "deployments:Deployment:deploy statefulsets:StatefulSet:sts daemonsets:DaemonSet:ds "
    "replicasets:ReplicaSet:rs",
    "batch/v1": "jobs:Job: cronjobs:CronJob:cj",
    "networking.k8s.io/v1": "ingresses:Ingress:ing networkpolicies:NetworkPolicy:netpol",
    "autoscaling/v2": "horizontalpodautoscalers:HorizontalPodAutoscaler:hpa",
    "policy/v1": "poddisruptionbudgets:PodDisruptionBudget:pdb",
    "storage.k8s.io/v1": "storageclasses:StorageClass:sc volumeattachments:VolumeAttachment:",
    "rbac.authorization.k8s.io/v1": "roles:Role: rolebindings:RoleBinding: clusterroles:ClusterRole: "
    "clusterrolebindings:ClusterRoleBinding:",
    "metrics.k8s.io/v1beta1": "pods:PodMetrics: nodes:NodeMetrics:",
}
WITHOUT_NAMESPACE: Final = ("nodes", "namespaces", "persistentvolumes", "componentstatuses", "storageclasses")
PATH: Final = re.compile(
    r"/(?:api|apis/[^/]+)/[^/?]+(?:/namespaces/(?P<space>[^/?]+))?/(?P<plural>[a-z]+)(?:/(?P<name>[^/?]+))?"
    r"(?:/(?P<part>[a-z]+))?(?:\?.*)?"
)


def answer(path: str) -> bytes | None:
    """The answer to a GET of `path`, or None where it is no question to a cluster."""
    bare = path.partition("?")[0].rstrip("/")
    if bare == "/api":
        return _json({"kind": "APIVersions", "versions": ["v1"]})
    if bare == "/apis":
        return _json({"kind": "APIGroupList", "apiVersion": "v1", "groups": list(map(_group, _groups()))})
    if bare in ("/version",):
        return _json({"major": "1", "minor": "31", "gitVersion": "v1.31.0", "platform": "linux/amd64"})
    version = bare.removeprefix("/apis/").removeprefix("/api/")
    if version in RESOURCES:
        listed = [_resource(each) for each in RESOURCES[version].split()]
        return _json({"kind": "APIResourceList", "groupVersion": version, "resources": listed})
    found = PATH.fullmatch(path)
    return _object(found, path) if found else None


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _groups() -> list[str]:
    return [version for version in RESOURCES if "/" in version]


def _group(version: str) -> dict[str, object]:
    served = {"groupVersion": version, "version": version.partition("/")[2]}
    return {"name": version.partition("/")[0], "versions": [served], "preferredVersion": served}


def _resource(text: str) -> dict[str, object]:
    plural, kind, short = text.split(":")
    return {
        "name": plural,
        "singularName": kind.lower(),
        "kind": kind,
        "namespaced": plural not in WITHOUT_NAMESPACE,
        "shortNames": [short] if short else [],
        "verbs": ["get", "list", "watch"],
    }


def _object(found: re.Match[str], path: str) -> bytes | None:
    version = re.sub(r"^/(?:apis|api)/((?:[^/]+/)?v\w+)/.*", r"\1", path)
    kinds = {each.split(":")[0]: each.split(":")[1] for each in RESOURCES.get(version, "").split()}
    kind = kinds.get(found["plural"])
    if kind is None:
        return None
    if found["part"] == "log":
        return b"2026-11-23T08:00:00Z INFO started\n2026-11-23T08:00:01Z ERROR timeout\n"
    name = found["name"] or "one"
    one = {
        "kind": kind,
        "apiVersion": version,
        "metadata": {"name": name, "namespace": found["space"] or "default", "labels": {"app": name}},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": name}}, "containers": [{"name": "app"}]},
        "status": {"phase": "Running", "replicas": 1},
    }
    if found["name"]:
        return _json(one)
    return _json({"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": [one]})
