"""Portuguese."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    reiniciar reinicie reinicia parar pare remover remova excluir exclua apagar apague criar crie
    aplicar aplique alterar altere modificar modifique atualizar atualize implantar implante liberar
    libere aumentar aumente reduzir reduza restaurar restaure iniciar inicie instalar instale
    desabilitar desabilite desativar desative habilitar habilite ativar ative limpar limpe esvaziar
    esvazie matar mate encerrar encerre promover promova reverter reverta adicionar adicione
    expandir expanda deletar delete renovar renove trocar troque
    """
)
_LOOK: Final = words(
    """
    verificar verifique checar cheque conferir confira executar execute rodar rode abrir abra
    acessar acesse conectar conecte conecte-se consultar consulte contatar contate confirmar
    confirme procurar procure olhar olhe ver veja utilizar utilize usar use escalar escale escalone
    esperar espere aguardar aguarde identificar identifique garantir garanta certifique-se avisar
    avise notificar notifique ir vá obter obtenha listar liste analisar analise investigar
    investigue inspecionar inspecione seguir siga repetir repita fazer faça copiar copie anotar
    anote entrar entre chamar chame acionar acione continuar continue voltar volte passar passe
    determinar determine localizar localize revisar revise observe
    """
)

PT: Final = Tongue(
    code="pt",
    common=words(
        """
        o a os as de que e em um uma é são para com por se do da no na não está este esta ao dos
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=words(
        """
        primeiro depois então finalmente por favor em seguida também e deve é preciso
        """
    ),
    conditions=r"\b(?:se|caso|quando|a menos que|desde que|no caso de|em caso de|dependendo d[eoa])\b",
    connectors=r",?\s*\bentão\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=r"\b(?:pode[m]?|deve[m]?|deverá|é necessário|recomenda-se|tem que|é preciso)\b",
    otherwise=r"^(?:caso contrário|senão|se não|do contrário)\b[,:]?\s*",
    context_titles=(
        r"significado|impacto|contexto|descri[cç][aã]o|resumo|introdu[cç][aã]o|links?|refer[eê]ncias?"
        r"|hist[oó]rico|hist[oó]ria"
        r"|propriet[aá]rios?|respons[aá]veis|contatos?|sintomas?|causas?|arquitetura|prop[oó]sito"
        r"|objetivo"
        r"|escopo|vis[aã]o geral"
    ),
    prerequisite_titles=r"pr[eé]-?requisitos|requisitos|antes de come[cç]ar|acesso(?: necess[aá]rio)?",
    procedure_titles=(
        r"diagn[oó]stico|mitiga[cç][aã]o|resolu[cç][aã]o|procedimentos?|passos?.*|solu[cç][aã]o"
        r"|verifica[cç][aã]o|recupera[cç][aã]o"
        r"|revers[aã]o|escalonamento|a[cç][oõ]es|investiga[cç][aã]o|valida[cç][aã]o|etapas?.*"
    ),
    escalation_titles=r"escalonamento.*|escala[cç][aã]o.*|escalada.*",
    needs=(
        r"\b(?:você )?precisa(?:rá)? (?:de|ter|estar)\b|\b(?:é necessário|são necessários) (?:ter|acesso"
        r"|estar)\b"
        r"|\bcertifique-se de (?:ter|estar)\b|\bdeve (?:ter|estar)\b|\brequer "
    ),
    warnings=(
        r"^\W{0,6}(?:aviso|aten[cç][aã]o|cuidado|perigo|importante|advert[eê]ncia|n[aã]o (?:execute"
        r"|apague"
        r"|reinicie))"
    ),
    escalate=(
        r"\bescal(?:e|one|ar)\b|\b(?:contate|avise|acione|chame|notifique)\b(?=.{0,40}\b(?:equipe|time"
        r"|plant[aã]o|suporte|dba)\b)"
    ),
    finish=r"\b(?:está concluído|não há mais nada|fim do procedimento|feche o incidente)\b",
    step_word=r"\b(?:passos?|etapas?)\s+#?(\d{1,3})\b",
    vague=r"\b(?:se necessário|conforme necessário|corretamente|adequadamente|o de sempre)\b",
)
