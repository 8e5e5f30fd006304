"""System calls by what they can do to the world outside the process that makes them.

Whatever stands in none of the lists is read in every trace and counts as a change: nobody vouched for it.
"""

from typing import Final

from runbooks.risk.words import listed

# Read, waited, asked, or done to the caller's own memory, signals, limits and descriptors. What a descriptor
# may do was decided, and is judged, where it was opened or connected.
HARMLESS: Final = listed(
    "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 close "
    "close_range lseek mmap munmap mprotect mremap madvise mlock mlock2 munlock mlockall "
    "munlockall mincore msync brk fstat stat lstat newfstatat statx statfs fstatfs access "
    "faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir getpid "
    "getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid "
    "getpgrp getsid setpgid setsid setuid setgid setreuid setregid setresuid setresgid "
    "setgroups setfsuid setfsgid capget capset futex futex_waitv set_robust_list "
    "get_robust_list rseq set_tid_address arch_prctl prctl sigaltstack rt_sigaction "
    "rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigpending clone clone3 "
    "fork vfork wait4 waitid exit exit_group poll ppoll select pselect6 epoll_create "
    "epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd "
    "signalfd4 pipe pipe2 dup dup2 dup3 fcntl flock fadvise64 clock_gettime clock_getres "
    "clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo uname getrlimit "
    "setrlimit getrandom sched_yield sched_getaffinity sched_getparam sched_getscheduler "
    "sched_getattr sched_get_priority_max sched_get_priority_min sched_rr_get_interval "
    "getpriority ioprio_get get_mempolicy set_mempolicy mbind getcpu getxattr lgetxattr "
    "fgetxattr listxattr llistxattr flistxattr socket socketpair getsockopt setsockopt "
    "getsockname getpeername recvfrom recvmsg recvmmsg shutdown alarm setitimer getitimer "
    "timer_create timer_settime timer_gettime timer_delete timer_getoverrun timerfd_create "
    "timerfd_settime timerfd_gettime memfd_create restart_syscall pause inotify_init "
    "inotify_init1 inotify_add_watch inotify_rm_watch umask personality membarrier sendfile "
    "splice tee vmsplice copy_file_range fsync fdatasync readahead pidfd_open "
    "name_to_handle_at pkey_alloc pkey_free pkey_mprotect landlock_create_ruleset "
    "landlock_add_rule landlock_restrict_self seccomp map_shadow_stack shmat shmdt"
)

# Read in the trace; what is said of them depends on their arguments.
OPENS: Final = frozenset(["open", "openat", "openat2", "creat"])
# Allowed where every path they name is the command's own.
ON_FILES: Final = listed(
    "unlink unlinkat ftruncate truncate chown fchown lchown fchownat chmod fchmod fchmodat "
    "fchmodat2 fallocate mkdir mkdirat rmdir rename renameat renameat2 utimensat utimes utime"
)
RUNS: Final = frozenset(["execve", "execveat"])
CONNECTS: Final = frozenset(["connect", "sendto", "sendmsg", "sendmmsg", "bind"])
SIGNALS: Final = listed("kill tkill tgkill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo")
OWN_PROCESS: Final = listed(
    "sched_setaffinity sched_setscheduler sched_setparam sched_setattr setpriority ioprio_set prlimit64"
)
# These change nothing when they only ask.
ASKS: Final = {
    "adjtimex": r"\{modes=0,",
    "clock_adjtime": r"modes=0,",
    "syslog": r"SYSLOG_ACTION_(READ_ALL|SIZE_BUFFER|SIZE_UNREAD)\b",
    "quotactl": r"QCMD\(Q_GET",
    "shmget": r"\(IPC_PRIVATE,",
    "shmctl": r"\b(IPC_STAT|IPC_INFO|SHM_INFO|SHM_STAT|SHM_STAT_ANY)\b",
    "semctl": r"\b(IPC_STAT|IPC_INFO|SEM_INFO|SEM_STAT|SEM_STAT_ANY|GETALL|GETVAL|GETPID|GETNCNT|GETZCNT)\b",
    "msgctl": r"\b(IPC_STAT|IPC_INFO|MSG_INFO|MSG_STAT|MSG_STAT_ANY)\b",
}
# The settings of the terminal a command was given; answers about a terminal, a socket, a block device or a
# file; and what concerns the descriptor alone.
ASKING_IOCTLS: Final = listed(
    "TIOCSWINSZ TIOCSCTTY TIOCNOTTY TIOCSPTLCK TIOCGPTPEER "
    "TCGETS TCGETS2 TCSETS TCSETSW TCSETSF TIOCGWINSZ TIOCGPGRP TIOCGSID FIONREAD TIOCINQ "
    "SIOCINQ TIOCOUTQ SIOCOUTQ FIOCLEX FIONCLEX FIONBIO FIOASYNC SIOCGIFCONF SIOCGIFNAME "
    "SIOCGIFINDEX SIOCGIFFLAGS SIOCGIFADDR SIOCGIFDSTADDR SIOCGIFBRDADDR SIOCGIFNETMASK "
    "SIOCGIFMETRIC SIOCGIFMTU SIOCGIFHWADDR SIOCGIFMAP SIOCGIFTXQLEN SIOCGIFMEM SIOCGARP "
    "SIOCGIFCOUNT SIOCGSTAMP BLKGETSIZE BLKGETSIZE64 BLKSSZGET BLKPBSZGET BLKROGET BLKRAGET "
    "BLKBSZGET BLKIOMIN BLKIOOPT BLKALIGNOFF BLKDISCARDZEROES BLKROTATIONAL FS_IOC_GETFLAGS "
    "FS_IOC_FIEMAP FS_IOC_GETVERSION FS_IOC_FSGETXATTR FIBMAP FIGETBSZ NS_GET_NSTYPE "
    "NS_GET_PARENT NS_GET_USERNS NS_GET_OWNER_UID RNDGETENTCNT KDGKBTYPE TIOCGDEV VT_GETSTATE "
    "TIOCGPTN HDIO_GETGEO CDROM_GET_CAPABILITY RTC_RD_TIME FDGETPRM LOOP_GET_STATUS "
    "LOOP_GET_STATUS64 SG_GET_VERSION_NUM EXT4_IOC_GETVERSION"
)
# Netlink: questions about links, addresses, routes, sockets, classes, files of rules.
ASKING_NETLINK: Final = (
    "0",
    "RTM_GET",
    "SOCK_DIAG_BY_FAMILY",
    "TCPDIAG_GETSOCK",
    "DCCPDIAG_GETSOCK",
    "NLMSG_DONE",
    "CTRL_CMD_GET",
)
# Names that no program could use to change what outlives it were left out of the trace: `-e trace=!…`.
UNSEEN: Final = "!" + ",".join(f"?{name}" for name in HARMLESS)
