"""git's options and sub-commands, and what is pinned away before any of them is green."""

import re
from typing import Final

from runbooks.risk.options import arity
from runbooks.risk.tools.kit import entries, union
from runbooks.risk.words import listed

# Empty would make git run nothing and fail, and unset would let the repository name a program. git hands over
# the path, the old file and, fifth, the new one; what it adds behind is a comment.
EXTERNAL_DIFF: Final = 'diff -u --label "a/$1" --label "b/$1" -- "$2" "$5" || : #'
PINS: Final = (
    ("GIT_PAGER", "cat"),
    ("PAGER", "cat"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", ""),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_EXTERNAL_DIFF", EXTERNAL_DIFF),
    ("GIT_SSH_COMMAND", "ssh"),
    ("GIT_ALLOW_PROTOCOL", "git:http:https:ssh"),
    ("GIT_CONFIG_COUNT", "5"),
    ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
    ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_CONFIG_KEY_1", "core.hooksPath"),
    ("GIT_CONFIG_VALUE_1", "/dev/null"),
    ("GIT_CONFIG_KEY_2", "core.attributesFile"),
    ("GIT_CONFIG_VALUE_2", "/dev/null"),
    ("GIT_CONFIG_KEY_3", "log.showSignature"),
    ("GIT_CONFIG_VALUE_3", "false"),
    ("GIT_CONFIG_KEY_4", "credential.helper"),
    ("GIT_CONFIG_VALUE_4", ""),
)


GLOBAL: Final = arity(
    "C: p P c: --git-dir= --work-tree= --namespace= --no-pager --paginate --bare "
    "--no-replace-objects --literal-pathspecs --no-optional-locks --version --help --exec-path=? "
    "--html-path --man-path --info-path --config-env= --no-lazy-fetch"
)


READ_OPTIONS: Final = union(
    (
        "a b: c d e f g h i j k: l m n: p q r s t u v w x z A B C D E F: G: H I K L: M N O P R S: T "
        "U: V W X: 0 1 2 3 4 5 6 7 8 9"
    ),
    (
        "--oneline --graph --all --stat=? --shortstat --numstat --name-only --name-status --patch "
        "--no-patch --cached --staged --follow --decorate=? --no-decorate --abbrev-commit --abbrev=? "
        "--author= --committer= --grep= --since= --after= --until= --before= --max-count= --skip= "
        "--reverse --merges --no-merges --first-parent --branches=? --tags=? --remotes=? --format= "
        "--pretty=? --date= --color=? --no-color --word-diff=? --unified= --summary --dirstat=? "
        "--diff-filter= --find-renames=? --left-right --cherry-pick --cherry-mark --short=? "
        "--porcelain=? --branch --show-stash --ignored=? --untracked-files=? --long --ahead-behind "
        "--no-ahead-behind --show-current --list --contains= --merged=? --no-merged=? --points-at= "
        "--sort= --verbose --show-toplevel --git-dir --is-inside-work-tree --abbrev-ref=? --verify "
        "--quiet --symbolic --symbolic-full-name --is-bare-repository --is-inside-git-dir "
        "--absolute-git-dir --show-prefix --show-cdup --count --objects --not --heads --refs "
        "--exit-code --get-url --symref --others --modified --deleted --stage --unmerged "
        "--exclude-standard --full-name --error-unmatch --cached --directory --full-index --raw "
        "--binary --check --no-ext-diff --no-textconv --minimal --patience --histogram "
        "--diff-algorithm= --ignore-space-change --ignore-all-space --ignore-blank-lines "
        "--ignore-space-at-eol --text --function-context --no-index --merge-base --topo-order "
        "--date-order --ancestry-path --boundary --simplify-by-decoration --full-history --no-walk "
        "--source --no-notes --notes=? --show-signature-x --submodule=? --summary --numbered --email "
        "--porcelain --line-porcelain --incremental --root --show-name --show-number --show-email "
        "--cc --combined --always --dirty=? --exact-match --candidates= --match= --exclude= --long "
        "--get --get-all --get-regexp --get-urlmatch --global --system --local --worktree --file= "
        "--blob= --show-origin --show-scope --name-only --type= --bool --int --path --null --includes "
        "--no-includes --default= --recursive --help --no-renames --name-rev --refs= --stdin "
        "--fixed-strings --ignore-case --line-number --count --files-with-matches "
        "--files-without-match --extended-regexp --perl-regexp --word-regexp --and --or --untracked "
        "--column=? --no-column --cumulative --verbose --expire= --unreachable-x --full --strict "
        "--connectivity-only --no-dangling --tree --batch-x --no-expand-tabs --encoding= "
        "--compact-summary --relative=? -G= --find-object= --pickaxe-all --pickaxe-regex --no-prefix "
        "--src-prefix= --dst-prefix= --ita-invisible-in-index --max-depth= --threads= --tree-filter-x "
        "--show-index --refs"
    ),
)


TABLE: Final = entries("""
green: status log show diff shortlog describe rev-parse rev-list blame annotate ls-files ls-tree ls-remote
    cat-file show-ref for-each-ref name-rev merge-base cherry
green: whatchanged diff-tree diff-index diff-files reflog/show count-objects verify-commit-x var version
    grep range-diff show-branch check-ignore check-attr
green: check-ref-format check-mailmap get-tar-commit-id patch-id help stash/list stash/show worktree/list
    submodule/status remote/show remote/get-url notes/list notes/show
green: bisect/log bundle/list-heads bundle/verify archive fsck-x hash-object stripspace merge-tree-x
    sparse-checkout/list lfs/ls-files lfs/status lfs/env maintenance-x
yellow: add commit push pull fetch merge cherry-pick revert checkout switch restore reset rebase stash clone
    init rm mv am apply submodule bisect bundle format-patch notes
yellow: remote tag branch config symbolic-ref update-ref update-index replace gc prune repack worktree
    reflog filter-branch sparse-checkout lfs maintenance instaweb daemon
yellow: send-email subtree read-tree write-tree commit-tree mktag mktree pack-objects unpack-objects
    fast-import fast-export credential difftool mergetool gui citool request-pull svn p4 rerere | changes
    the repository
red: clean | deletes files that are not tracked
""")


DANGEROUS: Final = re.compile(
    r"--(output|ext-diff|textconv|open-files-in-pager|exec|upload-pack|receive-pack|show-signature|"
    r"batch-check-x|filters|run|receive)(=.*)?|-O\S*|--no-index-x"
)


FORCES: Final = listed("--force -f --force-with-lease --mirror --delete -d -D --prune")
