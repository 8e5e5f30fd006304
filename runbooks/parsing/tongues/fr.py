"""French."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    redémarrer redémarrez redémarre relancer relancez relance arrêter arrêtez arrête supprimer
    supprimez supprime effacer effacez créer créez appliquer appliquez changer changez modifier
    modifiez mettre mettez déployer déployez libérer libérez augmenter augmentez réduire réduisez
    restaurer restaurez démarrer démarrez installer installez désactiver désactivez activer activez
    nettoyer nettoyez vider videz tuer tuez promouvoir promouvez annuler annulez ajouter ajoutez
    étendre étendez purger purgez basculer basculez renouveler renouvelez retirer retirez
    """
)
_LOOK: Final = words(
    """
    vérifier vérifiez vérifie contrôler contrôlez exécuter exécutez exécute lancer lancez lance
    ouvrir ouvrez accéder accédez connecter connectez connectez-vous consulter consultez contacter
    contactez confirmer confirmez chercher cherchez rechercher recherchez regarder regardez voir
    voyez utiliser utilisez escalader escaladez attendre attendez identifier identifiez assurer
    assurez-vous assurez prévenir prévenez notifier notifiez aller allez obtenir obtenez lister
    listez analyser analysez enquêter examiner examinez inspecter inspectez suivre suivez répéter
    répétez faire faites copier copiez noter notez entrer entrez appeler appelez continuer continuez
    revenir revenez passer passez déterminer déterminez localiser localisez repérer repérez
    surveiller surveillez avertissez
    """
)

FR: Final = Tongue(
    code="fr",
    common=words(
        """
        le la les de des que et en un une est sont pour avec par se du au aux dans si ne pas ce
        cette sur
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=words(
        """
        d'abord ensuite puis enfin finalement après veuillez et aussi il faut vous devez alors
        """
    ),
    conditions=(
        r"\b(?:si|s'il|s’il|s'ils|en cas de|au cas où|lorsque|quand|à moins que|selon|dans le cas où"
        r"|tant que)(?=\W)|\ben cas d['’]"
    ),
    connectors=r",?\s*\balors\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=r"\b(?:peut|peuvent|pouvez|doit|doivent|devez|il faut|il est nécessaire|recommandé)\b",
    otherwise=r"^(?:sinon|dans le cas contraire|autrement)\b[,:]?\s*",
    context_titles=(
        r"signification|impact|contexte|description|résumé|introduction|liens?|références?|historique"
        r"|propriétaires?|responsables?"
        r"|contacts?|symptômes?|causes?|architecture|objectif|but|portée|vue d['’]ensemble"
        r"|présentation|voir aussi"
    ),
    prerequisite_titles=r"pr[ée]-?requis|conditions préalables|avant de commencer"
    r"|accès(?: requis| nécessaires?)?",
    procedure_titles=(
        r"diagnosti\w+|atténuation|mitigation|résolution|procédures?|étapes?.*|solutions?|vérifications?"
        r"|rétablissement|restauration"
        r"|retour arrière|escalade|actions?|investigation|validation|remédiation|dépannage"
    ),
    escalation_titles=r"escalade.*",
    needs=(
        r"\bvous (?:aurez|avez) besoin\b|\b(?:nécessite|requiert) |\bassurez-vous (?:d'avoir|d’avoir"
        r"|d'être|d’être|de disposer)\b"
        r"|\bvous devez (?:avoir|être|disposer)\b|\bil faut (?:avoir|être|disposer)\b"
    ),
    warnings=(
        r"^\W{0,6}(?:avertissement|attention|prudence|danger|important|mise en garde|ne (?:jamais|pas"
        r"|lancez|supprimez|redémarrez))"
    ),
    escalate=(
        r"\bescalad|\b(?:contactez|prévenez|appelez|avertissez|notifiez)\b(?=.{0,40}\b(?:équipe|astreinte"
        r"|support|dba)\b)"
    ),
    finish=(
        r"\b(?:c'est terminé|plus rien à faire|fin de la procédure|fermez l['’]incident"
        r"|clôturez l['’]incident)"
    ),
    step_word=r"\bétapes?\s+(?:n°\s*)?#?(\d{1,3})\b",
    vague=r"\b(?:si nécessaire|le cas échéant|correctement|comme d'habitude|au besoin)\b",
)
