"""French."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    redémarrer redémarrez redémarre relancer relancez relance arrêter arrêtez arrête supprimer supprimez
    supprime effacer effacez créer créez appliquer appliquez changer changez modifier modifiez mettre
    mettez déployer déployez libérer libérez augmenter augmentez réduire réduisez restaurer restaurez
    démarrer démarrez installer installez désactiver désactivez activer activez nettoyer nettoyez vider
    videz tuer tuez promouvoir promouvez annuler annulez ajouter ajoutez étendre étendez purger purgez
    basculer basculez renouveler renouvelez retirer retirez
    """
)
_LOOK: Final = words(
    """
    vérifier vérifiez vérifie contrôler contrôlez exécuter exécutez exécute lancer lancez lance ouvrir
    ouvrez accéder accédez connecter connectez connectez-vous consulter consultez contacter contactez
    confirmer confirmez chercher cherchez rechercher recherchez regarder regardez voir voyez utiliser
    utilisez escalader escaladez attendre attendez identifier identifiez assurer assurez-vous assurez
    prévenir prévenez notifier notifiez aller allez obtenir obtenez lister listez analyser analysez
    enquêter examiner examinez inspecter inspectez suivre suivez répéter répétez faire faites copier
    copiez noter notez entrer entrez appeler appelez continuer continuez revenir revenez passer passez
    déterminer déterminez localiser localisez repérer repérez surveiller surveillez avertissez
    """
)

FR: Final = Tongue(
    code="fr",
    common=words(
        """
        le la les de des que et en un une est sont pour avec par se du au aux dans si ne pas ce cette
        sur
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    accented=True,
    clitics=True,
    orders=(
        r"(?!(?:chez|assez|nez|rez)\b)(?:se |s['’]|ne pas (?:se )?)?(?:\w{3,}ez(?:-(?:vous|le|la"
        r"|les))?(?=[\s`:])"
        r"|(?!hier|premier|dernier|fichier|dossier|docker|cluster|container|serveur|router|server|user"
        r"|worker|master|entre|contre"
        r"|outre|autre|notre|votre|être|avoir|nombre|ordre|titre|cadre|membre|paramètre|mettre-?à)"
        r"[a-zàâçéèêëîïôûùüœ]{3,}(?:er|ir|re|oir)(?= (?:le|la|les|l['’]|un|une|des|du|ce|cet|cette|ces"
        r"|tous|toutes|chaque|son|sa|ses"
        r"|votre|vos|que|si|sur|à|au|aux|dans|en|par|de|d['’]|vers|avec|manuellement|`)\b|\s*:| l['’]"
        r"| `| d['’]))"
    ),
    told=(
        r"\b(?:il faut|il faudra|vous (?:devez|devrez|devriez|pouvez|pourrez)|on (?:peut|doit)"
        r"|il convient de|il suffit de"
        r"|il est (?:nécessaire|recommandé|préférable|conseillé|possible) de|pensez à|veillez à"
        r"|veuillez|n['’]oubliez pas de)"
        r" (?!(?:avoir|être|voir|disposer)\b)(?:d['’])?(?:\w+ment |(?:en|y|le|la|les|lui|leur|aussi"
        r"|également|alors|donc"
        r"|ensuite|ne pas) |l['’]|n['’]){0,2}(?:se |s['’])?\w+(?:er|ir|re)\b"
    ),
    placed=(
        r"^(?:dans|sur|depuis|pour|avec|après|avant|une fois|via|à partir|en|au|aux|à l['’]aide|sous"
        r"|pendant|à|chez|afin)"
        r" [^,]{2,120},\s+"
    ),
    forbids=(
        r"(?:ne|n['’])\s?(?:(?:\w+|\w+['’]\w+) )?(?:pas|jamais|surtout pas|en aucun cas)\b"
        r"|n['’]\w+ (?:pas|jamais)\b|jamais\b"
    ),
    whether=(
        r"\b(?:vérifi\w*|contrôl\w*|regard\w*|voi[rt]|voyez|détermin\w*|confirm\w*|valid\w*|test\w*"
        r"|demand\w*|assur\w*"
        r"|examin\w*|observ\w*|identifi\w*|savoir)(?:\s+\S+){0,8}?\W*$"
    ),
    checks=r"(?:[\w' ’()-]{0,60}\b)?(?:vérifi\w*|contrôl\w*|confirm\w*|valid\w*|test\w*|assur\w*)\b",
    affirmed=r"(?:si oui|si c['’]est le cas|dans ce cas|le cas échéant|oui|alors)\b[,: ]*",
    repeats=(
        r"\b(?:répét\w*|recommenc\w*|réessay\w*|relanc\w*)\b.{0,60}?\bjusqu['’]à (?:ce qu(?:e |['’])"
        r"|ce que )?(?P<until>.{3,})"
    ),
    outcome=(
        r"(?:alors )?(?:(?:cela|ceci|c['’]est|il) )?(?:signifie|veut dire|indique|suggère"
        r"|peut (?:s['’]agir|signifier|indiquer|y avoir|être (?:que|dû"
        r"|impossible))|vous (?:verrez|obtiendrez|recevrez|devriez voir)|c['’]est que|il est probable)\b"
    ),
    refers=(
        r"pour (?:plus d['’]|en savoir|de plus amples|davantage)|(?:voir|voyez|consultez|lisez"
        r"|reportez-vous à|se référer à|cf\.?)"
        r" (?:aussi|également|la section|le chapitre|la page|la documentation|le guide|cet article"
        r"|\[)|apprenez-en (?:plus|davantage)"
    ),
    bare=words("non oui si besoin nécessaire possible utile vrai cas"),
    leads=words(
        """
        le la les
        d'abord d’abord tout premièrement deuxièmement ici immédiatement également éventuellement
        optionnellement manuellement lancez-vous se s'assurer ensuite puis enfin finalement après
        veuillez et aussi toujours si besoin nécessaire possible il faut vous devez alors
        """
    ),
    conditions=(
        r"\b(?:et |ou |mais |uniquement |seulement |même )?(?:si|s'il|s’il|s'ils|en cas de|au cas où"
        r"|lorsque|lorsqu['’]|quand|à moins que|à moins d['’]|sauf si|selon|en fonction d[eu]s?"
        r"|dans le cas où"
        r"|dès que|tant que)(?=\W|(?<=['’]))|\ben cas d['’]"
    ),
    connectors=r",?\s*\balors\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=(
        r"\b(?:peut|peuvent|pouvez|pourrez|doit|doivent|devez|devrez|devriez|il faut|il faudra"
        r"|il est (?:nécessaire|possible|préférable)|il suffit|recommandé)\b"
    ),
    otherwise=(
        r"^(?:sinon|dans le cas contraire|autrement|si non|si ce n['’]est pas le cas|à défaut"
        r"|en cas contraire)\b[,:]?\s*"
    ),
    context_titles=(
        r"signification|impacts?|introduction|sommaire|table des matières|glossaire|métadonnées"
        r"|documentation|annexes?|contexte|description|résumé|introduction|liens?|références?"
        r"|historique"
        r"|propriétaires?|responsables?"
        r"|contacts?|symptômes?|causes?|architecture|objectif|but|portée|vue d['’]ensemble"
        r"|présentation|voir aussi"
    ),
    prerequisite_titles=(
        r"pr[ée][- ]?requis|conditions préalables|préalables?|avant de (?:commencer|démarrer)"
        r"|avant toute (?:chose|intervention)"
        r"|accès(?: requis| nécessaires?)?|ce (?:dont vous avez besoin|qu['’]il (?:vous )?faut)"
        r"|outils(?: requis| nécessaires?)?|droits(?: requis| nécessaires?)?"
    ),
    procedure_titles=(
        r"diagnosti\w+|marche à suivre|mode opératoire|étape\b.*|que faire.*|intervention|reprise"
        r"|analyse|contrôles?|actions? .*"
        r"|vérifications? .*|procédures? .*|dépannage .*|retour en arrière|annulation|restauration .*"
        r"|correction|contournement|redémarrage.*|atténuation|mitigation|résolution|procédures?"
        r"|étapes?.*|solutions?|vérifications?"
        r"|rétablissement|restauration"
        r"|retour arrière|escalade|actions?|investigation|validation|remédiation|dépannage"
    ),
    escalation_titles=r"escalade.*",
    needs=(
        r"\bvous (?:aurez|avez) besoin\b|\b(?:nécessite|requiert|exige) (?=.{0,60}\b(?:accès|droits?"
        r"|permissions?|rôle|vpn|root|sudo|compte"
        r"|privilèges|identifiants|version|installé|kubectl)\b)|(?<!n')(?<!il )\best (?:requis|nécessaire"
        r"|obligatoire)e?\b|\bsont (?:requis|nécessaires)e?s?\b|\bassurez-vous (?:d'avoir|d’avoir"
        r"|d'être|d’être|de disposer)\b"
        r"|\bvous devez (?:avoir|être|disposer)\b|\bil faut (?:avoir|être|disposer)\b"
    ),
    warnings=(
        r"^\W{0,6}(?:avertissement|attention|prudence|danger|important|mise en garde|ne (?:jamais|pas"
        r"|surtout|\w+ez (?:pas|jamais|en aucun))"
        r"|n['’]\w+ez (?:pas|jamais))"
    ),
    escalate=(
        r"\bescalad|\b(?:contact(?:ez|er)|prévenez|prévenir|appel(?:ez|er)|avertissez|avertir"
        r"|notifi(?:ez|er)|alert(?:ez|er)"
        r"|inform(?:ez|er)|remonter|solliciter|sollicitez)\b(?=.{0,40}\b(?:équipe|astreinte|support"
        r"|dba|n[23]|niveau|responsable)\b)"
    ),
    finish=(
        r"\b(?:c'est terminé|plus rien à faire|fin de la procédure|fermez l['’]incident"
        r"|clôturez l['’]incident)"
    ),
    step_word=r"\b(?:étapes?|points?)\s+(?:n°\s*)?#?(\d{1,3})\b",
    vague=r"\b(?:si nécessaire|le cas échéant|correctement|comme d'habitude|au besoin)\b",
)
