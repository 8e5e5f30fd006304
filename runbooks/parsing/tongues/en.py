"""English."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    depool repool pool demote fence ack requeue reseed repoint rerun
    power distribute optimise optimize reroute swap reissue regenerate reconnect reconfigure reindex
    whitelist blacklist ban offload decommission quarantine bypass reimage reschedule replicate cancel
    unfreeze unplug reseat unmute dispatch downgrade prioritize segregate cleanup harden eradicate contain
    re-image reformat remount reattach rejoin replay reprocess backfill toggle
    abort add adjust allocate apply attach bounce change clean clear close commit configure cordon
    create decrease delete deploy detach disable drain drop edit eject empty enable evict expand
    extend fail failover fix flush force free grant halt increase install invalidate isolate kick
    kill limit lower mark migrate modify mount move patch pause promote provision prune purge push
    raise reassign rebalance reboot rebuild recover recreate recycle redeploy redirect reduce
    reinstall reload relocate remove rename renew reopen repair replace reprovision reset resize
    resolve restart restore resume resync revert revoke rewind roll rollback rotate scale send set
    shrink shut shutdown silence skip start stop suspend switch tag taint terminate throttle trigger
    truncate tune turn unblock uncordon undo undrain uninstall unmount untaint update upgrade vacuum
    wipe write
    """
)
_LOOK: Final = words(
    """
    preserve coordinate announce communicate publish share recheck re-check rescan reconcile triage
    access acknowledge activate analyse analyze ask assess assign attempt audit authenticate browse
    build call capture choose check click collect compare complete compress confirm connect consider
    consult contact continue convert copy correlate count cross-check curl debug decide define
    describe detect determine diagnose disconnect discuss display do document double-check download
    dump email engage enquire ensure enter escalate establish estimate evaluate examine execute exit
    expect explore export fetch file filter find follow gather generate get give go grep hand have
    identify implement import include increment inform inspect invoke investigate issue join keep
    launch leave let list load locate log login look make manually measure message monitor navigate
    note notify observe obtain open order page pass paste perform pick ping plan post
    prepare press prevent proceed produce provide pull query raise re-run read rebase record refer
    refresh register release rely rerun repeat report reproduce request retrieve retry return review
    rule run save schedule scroll search see select sign simulate sort specify split spot ssh store
    study submit substitute subscribe summarise summarize supply take talk tell test touch trace
    track transfer troubleshoot try type unlock unpack unset upload use validate verify view visit
    wait watch work
    """
)

EN: Final = Tongue(
    code="en",
    common=words(
        """
        the a an of to and is are in on for if this that with be it you from or not by as when
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=words(
        """
        first firstly second secondly third then next now finally lastly afterwards after also
        please and again alternatively otherwise optionally additionally just simply always
        immediately quickly manually carefully at last start by begin on both either or if needed
        necessary possible try i'd recommend lets
        let's
        """
    ),
    conditions=(
        r"(?:even |only |but |and |or )?(?:\bif\b|\bunless\b|\bin (?:the )?(?:case|event)(?: (?:that|of"
        r"|when|where))?\b"
        r"|\bwhen\b(?! (?:not )?to\b)|\bwhenever\b|\bprovided that\b|\bassuming\b"
        r"|\bshould (?=the\b|this\b|it\b|you\b"
        r"|there\b|any\b)"
        r"|\bdepending on\b|\bas long as\b)"
    ),
    connectors=r",?\s*\bthen\b[,:]?\s*|,\s+|\s*[:→]\s+|\s+(?:->|=>|-->)\s+|\s+[–—]\s+",
    modals=(
        r"\b(?:can|could|should|must|may|might|need(?:s|ed)?|have to|has to|recommend(?:ed)?|required?"
        r"|necessary|try|follow|do not|don't|ought|advis(?:e|able)|want to|will be needed)\b"
    ),
    otherwise=(
        r"^(?:otherwise|else|if not(?=,)|if it (?:does not|doesn't|is not|isn't)(?=,)|or else"
        r"|failing that)\b[,:]?\s*"
    ),
    context_titles=(
        r"meaning|impacts?|background|overview|introduction|intro|about|summary|purpose|context|scope"
        r"|symptoms?|history"
        r"|change ?log|revision(?: history)?|ownership|owners?|contacts?|links?|references?"
        r"|further (?:reading|info(?:rmation)?)"
        r"|additional (?:resources|information|reading|links)|resources|related(?: .*)?|see also|glossary"
        r"|definitions?"
        r"|description|severity|architecture|alert (?:details|definition"
        r"|description)"
        r"|full context|when (?:not )?to .*|when (?:does|is|do) .*"
        r"|business impact|user impact|customer impact|metadata|table of contents|contents"
        r"|toc"
        r"|goals?|objectives?|aim|expected (?:impact|effects?|outcomes?|behaviou?rs?)"
        r"|default definition|why .*|what (?:is|does|are|happened|this).*|possible causes|(?:common "
        r"|root "
        r"|likely )?causes?"
        r"|explanation|terminology|license|licence|authors?|credits|feedback|faq|appendix"
        r"|acknowledge?ments"
        r"|service (?:description|overview|owner)|sla|slo|slos|metrics explained|notes?|important notes?"
        r"|known issues"
        r"|lessons learned|post-?mortems?|how it works|timeline|prior incidents|past incidents"
        r"|useful links|document(?:ation)?"
    ),
    prerequisite_titles=(
        r"pre-?requisites?|requirements?|before (?:you )?(?:begin|start)(?:ing)?|before you (?:begin"
        r"|start)"
        r"|what you(?:'ll| will)? need|what you (?:must|should) have.*|you will need"
        r"|preconditions?|needed access|access(?: (?:needed"
        r"|required|requirements))?"
        r"|required (?:access|tools|permissions)|tools(?: (?:needed|required))?|assumptions|prereqs?"
        r"|permissions(?: required)?"
    ),
    procedure_titles=(
        r"diagnos\w*|mitigat\w*|resolution|resolv\w*|remed\w*|procedures?|steps?\b.*|playbooks?|runbooks?"
        r"|troubleshoot\w*"
        r"|verif\w*|validat\w*|rollback|roll back.*|recover\w*|fix\w*|solutions?|actions?|actions to take"
        r"|how to.*|investigat\w*"
        r"|instructions?|response|workarounds?|triage|checks?|what to do|repair|immediate.*"
        r"|recommended actions?|escalat\w*"
        r"|process|restor\w*|post-?checks?|pre-?checks?|clean-?up|containment|execution|tasks?|checklist"
    ),
    escalation_titles=r"(?:when to )?escalat\w*.*|on-?call contacts?|getting help"
    r"|who to (?:call|contact|page)",
    needs=(
        r"\byou(?:'ll| will)? (?:(?:first )?need|must have|should have|require)\b"
        r"(?! (?:more|another|a new|to (?!have|be (?:able|logged|connected|on|in)\b|access|log ?in)))"
        r"|\brequires? (?=.{0,60}\b(?:access|permissions?|roles?|vpn|credentials?|cli|installed|kubectl"
        r"|sudo"
        r"|root|privileges?|login)\b)"
        r"|\b(?:necessary|required|proper|right|sufficient|appropriate|admin\w*|sudo|root) (?:certs?"
        r"|certificates?"
        r"|credentials?|permissions?|privileges|access|rights|tools?) (?:exists?|are|is|to)\b"
        r"|\b(?:make sure|ensure|be sure|confirm)(?: that)? you (?:have (?!enough)|are (?:in|on|logged"
        r"|connected)\b"
        r"|can (?:reach|access|log|connect|ssh))"
        r"|\byou (?:must|need to|should) (?:be (?:logged|connected|on|in"
        r"|able to (?!see|view|find|observe))|have)\b"
        r"|\bmust be (?:installed|logged|connected|authenticated|configured to communicate|on the vpn)\b"
        r"|^(?:first,? )?(?:log ?in|sign in|connect) (?:in)?to (?:the |our |your )?(?:\w+ ){0,3}?"
        r"(?:vpn|cluster|bastion|jump ?host|aws|gcp"
        r"|azure|console)\b"
        r"|\b(?:access|permissions?|credentials|rights|privileges|role) (?:is|are) (?:required|needed)\b"
        r"|\bif (?:it is |it's )?not already installed\b|\bneeds? (?:access|admin|sudo|root"
        r"|permissions?)\b"
        r"|\binformation is required\b|\bprerequisites?:"
    ),
    warnings=(
        r"^\W{0,6}(?:warning|caution|danger|important|attention|beware|be careful|careful|note well|alert"
        r"|critical"
        r"|do not|don't|never|make sure (?:that )?(?:you |to )?(?:do not|don't|not|never)\b|use (?:with"
        r"|at)|this (?:will|is) (?:delete|destroy|irreversible|destructive"
        r"|cause|perm))"
    ),
    escalate=(
        r"\bescalat|\b(?:contact|page|call|notify|ping|reach out to|ask|inform|involve|engage|talk to"
        r"|talk with|consult with)\b"
        r"(?=.{0,40}\b(?:team|on-?call|support|sre|dba|engineer|vendor|manager|owner|developers?|lead"
        r"|admin\w*|us)\b)"
        r"|\bopen (?:a|an) (?:support )?(?:ticket|case)\b"
    ),
    finish=(
        r"\b(?:you are done|you're done|we are done|nothing (?:more |else )?(?:to do|is needed)"
        r"|no (?:further )?action"
        r"|stop here|done here|end of (?:the )?(?:procedure|runbook)|close the (?:incident|ticket|alert)"
        r"|exit the runbook)\b"
    ),
    step_word=r"\bsteps?\s+#?(\d{1,3})\b",
    vague=(
        r"\b(?:as (?:needed|appropriate|necessary)|if necessary|appropriate(?:ly)?|proper(?:ly)?"
        r"|correctly"
        r"|the usual|somehow"
        r"|etc\.?|and so on|as usual|relevant|accordingly|some time|a while|reasonable|suspicious|other"
        r"|various|any issues?)\b"
    ),
    condition_hints=(
        "if ",
        "if\n",
        "unless",
        "when",
        "case",
        "event",
        "provided",
        "assuming",
        "should ",
        "depending",
        "long as",
    ),
    need_hints=(
        "you ",
        "you'll",
        "requir",
        "must be",
        "log",
        "sign in",
        "connect",
        "needed",
        "needs",
        "already installed",
        "necessary",
        "proper",
        "right",
        "sufficient",
        "appropriate",
        "admin",
        "sudo",
        "root",
        "prerequisite",
    ),
)
