"""Names the reader knows: command-line tools, query languages, fences that hold configuration. Data only."""

from typing import Final

from runbooks.parsing.words import words

# Tools whose names are no words of prose: their name alone is strong evidence.
DISTINCT: Final = words(
    """
    kubectl oc helm kustomize kubeadm kubectx kubens k9s stern crictl ctr nerdctl podman docker
    docker-compose buildah skopeo minikube kind k3s rke2 eksctl istioctl linkerd cilium calicoctl
    argocd flux velero kubeseal odo virtctl subctl aws gcloud gsutil bq az doctl ibmcloud terraform
    tofu terragrunt pulumi packer ansible ansible-playbook vault consul nomad boundary vagrant salt
    salt-call salt-run salt-key puppet chef-client knife chef bolt mco cfssl systemctl journalctl
    loginctl timedatectl hostnamectl localectl networkctl resolvectl systemd-analyze systemd-resolve
    systemd-cgls systemd-cgtop systemd-run rc-service chkconfig update-rc.d initctl supervisorctl
    monit svcadm launchctl pm2 runit sv apt apt-get apt-cache apt-mark dpkg yum dnf rpm zypper
    pacman apk brew snap pip pip3 npm npx yarn pnpm gem bundle cargo curl wget http https httpie ssh
    scp sftp rsync telnet nc ncat netcat socat openssl certbot keytool gpg ssh-keygen ssh-add
    ssh-copy-id mosh autossh sshuttle tsh teleport step ps pgrep pkill killall htop atop iotop iftop
    nethogs vmstat iostat mpstat pidstat sar dstat numastat slabtop lsof fuser strace ltrace gdb
    gcore perf bpftrace tcpdump tshark ngrep ss netstat ip ifconfig route arp ethtool nmcli iptables
    ip6tables iptables-save iptables-restore nft ipset ipvsadm firewall-cmd ufw dig nslookup whois
    traceroute tracepath mtr ping ping6 nmap conntrack bridge brctl tc ovs-vsctl ovs-ofctl ovn-nbctl
    ovn-sbctl ovs-appctl ovn-appctl rndc named-checkconf df du lsblk blkid fdisk parted mkfs fsck
    e2fsck xfs_repair xfs_growfs resize2fs tune2fs lvs vgs pvs lvextend lvcreate lvremove lvdisplay
    vgdisplay pvdisplay vgextend pvcreate pvresize growpart partprobe mdadm smartctl hdparm nvme
    multipath iscsiadm umount findmnt losetup swapon swapoff mkswap fallocate ncdu dd rclone restic
    borg rbd ceph rados radosgw-admin ceph-volume cephadm ceph-bluestore-tool ceph-objectstore-tool
    gluster zpool zfs btrfs nfsstat exportfs showmount ls cd cat grep egrep fgrep zgrep rg awk gawk
    sed xargs tee wc uniq tr jq yq zcat zless chmod chown chgrp mkdir rmdir rm cp mv ln touch stat
    readlink realpath tar gzip gunzip zip unzip bzip2 xz md5sum sha256sum base64 xxd hexdump diff vi
    vim nano less tail head egrep pwd printf export source sudo su doas chroot nohup setsid env
    printenv crontab uname hostname uptime dmesg sysctl modprobe lsmod rmmod lspci lsusb lscpu
    dmidecode ulimit nproc lsns nsenter unshare useradd usermod userdel groupadd passwd visudo
    getent chage id whoami last lastlog logrotate logger auditctl ausearch setenforce getenforce
    restorecon semanage chcon sestatus apparmor_status aa-status grub2-mkconfig dracut reboot
    shutdown poweroff halt kexec ipmitool racadm virsh qm pct qemu-img esxcli govc vim-cmd
    cloud-init psql pg_dump pg_dumpall pg_restore pg_ctl pg_ctlcluster pg_lsclusters pg_basebackup
    pg_rewind pg_isready pg_controldata pg_archivecleanup pg_upgrade pg_resetwal pgbench createdb
    dropdb vacuumdb reindexdb patronictl repmgr pgbackrest wal-g barman pgbouncer mysql mysqladmin
    mysqldump mysqlcheck mysqlbinlog mysqlsh mariadb xtrabackup mariabackup pt-kill
    pt-table-checksum pt-online-schema-change gh-ost orchestrator-client sqlite3 sqlcmd sqlplus rman
    mongo mongosh mongodump mongorestore mongostat mongotop redis-cli redis-server valkey-cli
    redis-benchmark memcached cqlsh nodetool sstableloader influx clickhouse-client clickhouse
    cockroach etcdctl etcdutl zkCli.sh zkcli kafka-topics kafka-topics.sh kafka-consumer-groups
    kafka-consumer-groups.sh kafka-configs kafka-configs.sh kafka-console-consumer
    kafka-console-consumer.sh kafka-console-producer kafka-reassign-partitions
    kafka-reassign-partitions.sh kafkacat kcat rabbitmqctl rabbitmq-diagnostics rabbitmq-plugins
    rabbitmqadmin rabbitmq-queues nats pulsar-admin celery nginx apachectl apache2ctl httpd haproxy
    varnishadm varnishlog varnishstat caddy traefik envoy squid postfix postqueue postsuper mailq
    exim doveadm gunicorn uwsgi passenger-status php php-fpm java jcmd jstack jmap jstat jinfo jps
    python python3 python2 ruby rails rake irb perl node go gcc deno bash sh zsh ksh dash pwsh
    powershell cmd git gh glab hub svn hg gitlab-ctl gitlab-rake gitlab-rails gitlab-psql
    gitlab-runner gitlab-backup gitaly-debug glsh promtool amtool prometheus alertmanager logcli
    thanos grafana-cli mimirtool cortextool loki promtail telegraf fluent-bit filebeat metricbeat
    elasticsearch-plugin curator jaeger otelcol vector datadog-agent dd-agent newrelic sentry-cli pd
    pdsh clush tmux screen watch timeout time sleep tput setfacl getfacl lsattr chattr aptitude crm
    pcs corosync-cfgtool drbdadm stonith_admin crm_mon keepalived heroku cf flyctl fly netlify
    vercel wrangler serverless sam cdk copilot ecs-cli hadoop hdfs yarn spark-submit hive beeline
    hbase impala-shell oozie airflow dbt solr sqoop chronyc ntpq ntpdate ntpstat timedatectl hwclock
    update-ca-certificates update-ca-trust trust wpa_cli Get-Service Restart-Service Get-Process
    Stop-Process Get-EventLog Get-WinEvent Test-NetConnection Invoke-WebRequest netsh ipconfig
    iisreset sc.exe taskkill tasklist wmic nltest dcdiag repadmin odf noobaa mcg
    subscription-manager rosa ocm backplane osdctl bigip tmsh vtysh birdc napalm
    ldapsearch ldapmodify slapcat samba-tool smbstatus openstack nova neutron cinder glance swift
    sysbench fio iperf iperf3 ab wrk siege lshw sensors ifup ifdown dhclient nsupdate unbound-control
    pdnsutil pdns_control delv kdig lftp mailx sendmail swaks openvpn wg wg-quick ipsec mongoimport
    mongoexport pg_repack pgcli mycli lsnrctl srvctl crsctl asmcmd dgmgrl expdp impdp opatch db2 db2pd
    rbenv pyenv poetry uv pipenv conda mvn gradle cmake net
    cap fab dokku toolbox crio rpm-ostree kubelet cscli
    fail2ban-client clamscan rkhunter lynis openscap oscap aide tripwire trivy grype syft cosign
    flask django-admin manage.py composer artisan drush wp bin/rails bin/rake omd cmk check_mk nrpe
    zabbix_get zabbix_sender varlogrotate vgreduce pvmove pvs vgchange lvchange dmsetup cryptsetup
    badblocks sgdisk gdisk kpartx
    asadmin asinfo asloglatency cbstats cbq pvecm pvesm pveceph pvesh vzdump MegaCli MegaCli64 storcli64
    perccli64 hcloud oci emqx_ctl waypoint openstack-ansible kolla-ansible sosreport scyllatop cbimport
    cbexport
    fleetctl s3cmd vtctlclient vtctldclient kubie kubetail talosctl clusterctl tctl tiup operator-sdk azcopy
    certutil robocopy nbtstat tracert pathping setspn klist kinit kdestroy kadmin sssctl wbinfo smbclient
    rpcinfo nfsiostat tuned-adm cpupower bpftool execsnoop opensnoop biolatency nvidia-smi dcgmi gpupdate
    juju lxc lxd maas multipass incus dpkg-reconfigure dpkg-divert eseutil bcdedit wevtutil
    w32tm netdom gpresult wbadmin vssadmin fsutil icacls takeown schtasks msiexec appcmd certreq
    mydumper myloader garbd wsrep_sst innobackupex pt-query-digest pt-table-sync
    pt-heartbeat pt-slave-restart mysql_upgrade mysqld_safe pg_waldump pg_verifybackup pg_amcheck
    pg_checksums pg_recvlogical pgpool pcp_node_info repmgrd stolonctl redis-sentinel valkey-server
    redis-check-aof redis-check-rdb mongod mongos bsondump pbm cbbackupmgr couchbase-cli rabbitmq-upgrade
    kafka-get-offsets kafka-delete-records kafka-cluster kafka-metadata-shell schema-registry ksql
    nomad-pack tctl minio rc-update openrc s6-rc dinitctl rpmdb needrestart
    unattended-upgrade do-release-upgrade apt-file debsums netplan ufw-docker nmtui ifquery
    tailscale zerotier-cli headscale kube-bench
    kubent kyverno skaffold devspace telepresence
    helmfile kpt ytt kbld imgpkg vcluster k3d k3sup regctl
    kops kubespray ceph-fuse ceph-kvstore-tool rbd-nbd glusterd juicefs beegfs-ctl mmlsfs
    sacct squeue scancel sinfo scontrol sbatch qstat qdel bjobs bhosts
    gnmic snmpwalk snmpget fping arping arp-scan ethtool lldpctl lldpcli teamdctl
    e4defrag xfs_info xfs_db xfs_metadump duf gdu iozone bonnie++ ddrescue
    testdisk smartd hpssacli ssacli storcli megacli perccli arcconf sas3ircu
    fsck.ext2 fsck.ext3 fsck.ext4 fsck.xfs mkfs.ext3 mkfs.ext4 mkfs.xfs mke2fs mount.nfs truncate
    mktemp gunzip zcat bzip2 bunzip2 xzcat zstd lz4 pidof pmap pstree prlimit renice ionice taskset
    chrt fstrim wipefs blockdev dumpe2fs e2label ldd ldconfig readelf objdump lsb_release slabtop
    lastb run-parts getcap setcap adduser deluser addgroup delgroup gpasswd chpasswd ssh-keyscan
    ssh-agent dpkg-query apt-key invoke-rc.d update-locale udevadm busctl dbus-send systemd-cat
    base64 sha256sum md5sum sha1sum cksum hexdump xxd shred mountpoint swaplabel lsipc ipcs ipcrm
    envsubst stdbuf monmaptool ceph-mon ceph-osd ceph-mgr ceph-authtool tf pg_receivewal
    pg_dropcluster clusterdb vacuumlo strings
    getfattr setfattr namei doveconf postconf newaliases kafka-broker-api-versions kafka-acls.sh
    kafka-broker-api-versions.sh kafka-leader-election.sh kafka-leader-election kafka-log-dirs
    kafka-log-dirs.sh kafka-console-producer.sh kafka-replica-verification.sh
    kafka-metadata-quorum.sh kafka-storage.sh
    zookeeper-shell.sh zookeeper-shell valgrind google-pprof ms_print sstableverify sstablescrub
    chkdsk diskpart sqlpackage mssql-cli osql microk8s hubble
    """
)
# Tools whose names are also words: more than the name is wanted.
COMMON: Final = words(
    """
    make find make kill sort top who w test wait cut more split join host service mount date free file at
    set read type history echo exit logout login alias unset eval exec true false local declare trap
    return shift paste nice sync look script link command which whereis help clear reset users
    groups finger write talk mail install patch expand screen open start stop restart tree less time
    watch step flux kind chef bolt boundary vault consul nomad salt puppet hub go node cf fly sam
    copilot vector trust route bridge last docker bundle gem rake rails composer snap influx hive
    solr
    """
)
TOOLS: Final = DISTINCT | COMMON

# What people type alone; every other tool wants at least one argument when it stands in running text.
ALONE: Final = words(
    """
    top htop df free uptime w who whoami ps vmstat iostat iotop exit lsblk mount dmesg netstat
    ifconfig hostname env reboot lscpu lsof lspci pwd id date atop mpstat history nproc pvs vgs lvs
    mailq sync logout psql redis-cli mysql ls ss arp route sestatus getenforce ipconfig kubectx
    poweroff patronictl toolbox
    """
)

# Of these, the ones that only look, and whose names are nothing else a text would set in code.
LOOKS: Final = words(
    "top htop df free uptime ps vmstat iostat iotop lsblk dmesg netstat lscpu lsof atop mpstat ss lspci"
)

# Sub-commands that say nothing without an object: "`kubectl describe`" is talk about a command.
WANT_OBJECT: Final = words(
    """
    get describe logs exec delete edit apply patch scale rollout drain cordon uncordon label
    annotate create debug rsh cp port-forward run expose set attach replace auth adm start stop
    restart status enable disable reload show mask install upgrade uninstall rollback rm rmi kill
    inspect pull push build tag clone checkout add commit reset revert debug explain wait taint top
    import show-config ssh
    """
)

# "`aws s3`" names a group of commands.
GROUPED: Final = words("aws gcloud az gh glab openssl ip kubectx ibmcloud doctl")

SHELL_FENCES: Final = words(
    """
    bash sh shell zsh console terminal shell-session shellsession sh-session bash-session session
    term ksh fish cmd shellscript command commands cli posix dash bats prompt
    """
)
SQL_FENCES: Final = words(
    """
    sql psql pgsql postgresql postgres mysql plsql plpgsql sqlite tsql mariadb sqlpl hql cql
    bigquery
    """
)
PROMQL_FENCES: Final = words("promql prometheus metricsql")
LOGQL_FENCES: Final = words("logql loki")
QUERY_FENCES: Final = words("traceql kql kusto spl splunk influxql cypher esql lucene")  # no language of ours
HTTP_FENCES: Final = words("http rest")
REDIS_FENCES: Final = words("redis")
RUBY_FENCES: Final = words("ruby rb irb")
OTHER_FENCES: Final = words("powershell pwsh ps1 ps mongo mongodb mongosh")
CONFIG_FENCES: Final = words(
    """
    yaml yml json json5 jsonc toml ini xml html css hcl terraform tf mermaid plantuml dot graphviz
    diff patch dockerfile nginx apache properties conf config cfg go golang java javascript js ts
    typescript c cpp c++ csharp rust python py kotlin scala groovy php swift csv tsv markdown md rst
    jinja jinja2 proto protobuf graphql makefile vcl lua puppet rego cue log logs output out stdout
    result response haproxy systemd env dotenv gotemplate svg latex tex text/plain+output
    """
)

PROMQL_FUNCTIONS: Final = (
    "sum|rate|irate|increase|histogram_quantile|avg|max|min|count|topk|bottomk|count_values|quantile"
    "|stddev|stdvar|group"
    "|absent|absent_over_time|abs|avg_over_time|max_over_time|min_over_time|sum_over_time|count_over_time"
    "|quantile_over_time"
    "|last_over_time|present_over_time|changes|resets|delta|idelta|deriv|predict_linear|clamp|clamp_max"
    "|clamp_min|ceil|floor"
    "|round|sort|sort_desc|label_replace|label_join|time|timestamp|vector|scalar|day_of_week|hour|sqrt|ln"
    "|log2|log10|exp|sgn"
)
METRIC_ENDINGS: Final = (
    "total|bytes|seconds|count|bucket|sum|ratio|info|percent|status|state|celsius|created|timestamp|up"
    "|ready|available"
    "|requests|errors|replicas|size|usage|free|used|limit|duration|latency|connections|length|lag|memory"
    "|cpu|avail"
)
REDIS_COMMANDS: Final = words(
    """
    ACL APPEND AUTH BGREWRITEAOF BGSAVE CLIENT CLUSTER CONFIG DBSIZE DEBUG DEL ECHO EXISTS EXPIRE
    FAILOVER FLUSHALL FLUSHDB GET HGET HGETALL HLEN HSET HDEL INCR INFO KEYS LASTSAVE LATENCY LLEN
    LPOP LPUSH LRANGE LREM LTRIM MEMORY MONITOR MULTI OBJECT PERSIST PING PSYNC PUBLISH RANDOMKEY
    RENAME REPLICAOF ROLE RPOP RPUSH SADD SAVE SCAN SCARD SELECT SENTINEL SET SHUTDOWN SLAVEOF
    SLOWLOG SMEMBERS SREM STRLEN SUBSCRIBE TTL TYPE UNLINK WAIT XLEN XINFO XTRIM ZADD ZCARD ZRANGE
    ZREM
    """
)
