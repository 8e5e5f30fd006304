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
    esvazie matar mate encerrar encerre promover promova reverter reverta adicionar adicione expandir
    expanda deletar delete renovar renove trocar troque
    """
)
_LOOK: Final = words(
    """
    verificar verifique checar cheque conferir confira executar execute rodar rode abrir abra acessar
    acesse conectar conecte conecte-se consultar consulte contatar contate confirmar confirme procurar
    procure olhar olhe ver veja utilizar utilize usar use escalar escale escalone esperar espere
    aguardar aguarde identificar identifique garantir garanta certifique-se avisar avise notificar
    notifique ir vá obter obtenha listar liste analisar analise investigar investigue inspecionar
    inspecione seguir siga repetir repita fazer faça copiar copie anotar anote entrar entre chamar chame
    acionar acione continuar continue voltar volte passar passe determinar determine localizar localize
    revisar revise observe
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
    accented=True,
    clitics=True,
    orders=(
        r"(?!(?:para|sobre|desde|durante|entre|ante|contra|mediante|toda|todas|toda|esta|este|essa"
        r"|esse|seja|cada|nota|uma|outra"
        r"|lugar|embora|que|onde|ela|ele|sob|causa|fase|hora|chave|parte|sempre|antes|depois|fora"
        r"|dentro|quando|caso|se|é|há|foi|pode"
        r"|deve|tem|falta|como|porque)\b)"
        r"[a-záâãçéêíóôõú]{2,}(?:[aeio]r(?:-se|-lo|-la)?(?= (?:o|a|os|as|um|uma|uns|ao|à|do|da|de|em"
        r"|no|na|nos|nas|com|por|pelo|pela|que|se"
        r"|cada|tod[oa]s?|seu|sua|est[ea]|esse|essa|`|manualmente|até)(?:\b|(?<=`)))"
        r"|[ae](?:-se|-o|-a)?(?= (?:o|os|as|a|um|uma|ao|que|se|cada|tod[oa]s|seu|sua|est[ea]|`)(?:\b"
        r"|(?<=`))))"
    ),
    told=(
        r"(?:(?:^|[,;:.(] ?|\b(?:você|também|e|ou|então|depois|agora|não) )(?:pode|deve|deverá"
        r"|deveria|poderá|precisa(?:rá)?|tem que|tem de)"
        r"|\b(?:deve-se|pode-se|é (?:necessário|preciso|recomendado|recomendável|possível)"
        r"|recomenda-se"
        r"|convém|é melhor|será necessário)) (?!(?:ter|estar|ver|ser|haver|aparecer|mostrar"
        r"|retornar)\b)(?:\w+mente )?\w+[aeio]r(?:-se|-l[ao]s?)?\b|\bpor favor,? \w+"
    ),
    placed=(
        r"^(?:em|no|na|nos|nas|do|da|desde|para|com|após|depois de|antes de|uma vez|através|via|usando"
        r"|durante|ao|a seguir|por fim"
        r"|em seguida|por último|a partir) ?[^,]{0,120},\s+"
    ),
    forbids=(
        r"(?:não|nunca|jamais|nem) (?!(?:há|é|são|está|estão|se|deveria\w*|existe\w*|funciona|responde"
        r"|aparece\w*|tem|obstante|foi"
        r"|pode\w*|requer|precisa|afeta|inicia|houve|devem?|haver\w*|consegu\w*)\b)(?:o |a |os |as )?\w+"
    ),
    whether=(
        r"\b(?:verifi\w*|che[cq]\w*|confir\w*|confer\w*|veja|ver|olh\w*|determin\w*|valid\w*"
        r"|pergunt\w*|observ\w*|inspecion\w*"
        r"|identifi\w*|garant\w*|certifi\w*|saber|analis\w*)(?:\s+\S+){0,8}?\W*$"
    ),
    checks=(
        r"(?:[\w' ()-]{0,60}\b)?(?:verifi\w*|che[cq]\w*|confir\w*|confer\w*|valid\w*|certifi\w*"
        r"|garant\w*)\b"
    ),
    affirmed=r"(?:se sim|nesse caso|neste caso|em caso afirmativo|sim|então)\b[,: ]*",
    repeats=(
        r"\b(?:repet\w*|repit\w*|refa\w*|tente novamente"
        r"|volte a)\b.{0,60}?\baté (?:que )?(?P<until>.{3,})"
    ),
    outcome=(
        r"(?:então )?(?:(?:isso|isto|ele|ela|o \w+) )?(?:significa|quer dizer|indica|sugere"
        r"|pode (?:haver|ser|significar|indicar|estar)"
        r"|(?:você )?(?:verá|vai ver|receberá|deve ver))\b"
    ),
    refers=(
        r"(?:para )?(?:obter )?(?:mais|maiores) (?:informações|detalhes)\b|(?:consulte|veja|leia|ver"
        r"|confira)"
        r" (?:também|a seção|o capítulo|a página|a documentação|o guia|este artigo|\[)|aprenda mais\b"
        r"|saiba mais\b"
    ),
    bare=words("não sim é necessário possível preciso aplicável for"),
    leads=words(
        """
        primeiramente segundo terceiro agora logo imediatamente manualmente opcionalmente opcional
        posteriormente adicionalmente sempre se necessário possível for apenas já se primeiro depois
        então finalmente por favor em seguida
        também e deve é preciso
        """
    ),
    conditions=(
        r"\b(?:e |ou |mas |somente |só |apenas )?(?:se"
        r"|(?<!nesse )(?<!neste )(?<!no )(?<!qualquer )caso|quando|a menos que|a não ser que|salvo se"
        r"|desde que|no caso d[eoa]"
        r"|em caso d[eoa]|conforme|enquanto|dependendo d[eoa]s?)\b"
    ),
    connectors=r",?\s*\bentão\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=(
        r"\b(?:pode[m]?|deve[m]?|deverá|deveria|poderia|precisa(?:rá)?|recomendamos|é recomend[aá]vel"
        r"|é necessário|recomenda-se|tem que|é preciso)\b"
    ),
    otherwise=(
        r"^(?:caso contrário|senão|se não(?=[,:])|do contrário|em caso negativo|caso não(?=[,:])"
        r"|de outra forma)\b[,:]?\s*"
    ),
    context_titles=(
        r"significado|impacto|contexto|descri[cç][aã]o|resumo|introdu[cç][aã]o|links?|refer[eê]ncias?"
        r"|hist[oó]rico|hist[oó]ria"
        r"|propriet[aá]rios?|respons[aá]veis|contatos?|sintomas?|causas?|arquitetura|prop[oó]sito"
        r"|objetivo"
        r"|escopo|vis[aã]o geral"
    ),
    prerequisite_titles=(
        r"pr[eé]-?requisitos|requisitos(?: necess[aá]rios)?|pr[eé]-?condi[cç][oõ]es"
        r"|condi[cç][oõ]es pr[eé]vias|antes de (?:come[cç]ar|iniciar)"
        r"|acessos?(?: necess[aá]rios?)?|o que (?:voc[eê] )?(?:precisa|vai precisar)"
        r"|ferramentas(?: necess[aá]rias)?|permiss[oõ]es(?: necess[aá]rias)?"
    ),
    procedure_titles=(
        r"diagn[oó]stico.*|passo a passo|como .*|o que fazer.*|procedimentos? .*|resposta"
        r"|conten[cç][aã]o|remedia[cç][aã]o|restaura[cç][aã]o.*|corre[cç][aã]o"
        r"|rein[ií]cio.*|reinicializa[cç][aã]o.*|rollback.*|instru[cç][oõ]es|an[aá]lise"
        r"|interven[cç][aã]o|triagem|verifica[cç][oõ]es|solu[cç][aã]o de problemas|solu[cç][oõ]es"
        r"|mitiga[cç][aã]o|resolu[cç][aã]o|procedimentos?|passos?.*|solu[cç][aã]o"
        r"|verifica[cç][aã]o|recupera[cç][aã]o"
        r"|revers[aã]o|escalonamento|a[cç][oõ]es|investiga[cç][aã]o|valida[cç][aã]o|etapas?.*"
    ),
    escalation_titles=r"escalonamento.*|escala[cç][aã]o.*|escalada.*",
    needs=(
        r"\b(?:você )?precisa(?:rá|mos)? (?:de|ter|estar)\b|\b(?:é|são) (?:necessári[oa]s?"
        r"|obrigatóri[oa]s?) (?!\w+[aeio]r\b)|\b(?:é necessário|são necessários) (?:ter|acesso"
        r"|estar)\b"
        r"|\bcertifique-se de (?:ter|estar)\b|(?:^|\bvocê )deve (?:ter|estar)\b|\brequer "
    ),
    warnings=(
        r"^\W{0,6}(?:aviso|aten[cç][aã]o|cuidado|perigo|importante|advert[eê]ncia|nunca|jamais"
        r"|n[aã]o (?:execut|apag|reinici|exclu|remov|par[ae]|us[ea]|modifi|escal|interromp|fech|forc"
        r"|delet|deslig)\w*)"
    ),
    escalate=(
        r"\bescal(?:e|one|ar)\b|\b(?:contate|avise|acione|chame|notifique)\b(?=.{0,40}\b(?:equipe"
        r"|equipa|time"
        r"|plant[aã]o|suporte|dba)\b)|\b(?:contatar|contactar|contacte|avisar|acionar|chamar|notificar"
        r"|informar|informe)\b(?=.{0,40}\b(?:equipe|equipa|time|plant[aã]o|suporte|dba)\b)"
    ),
    finish=r"\b(?:está concluído|não há mais nada|fim do procedimento|feche o incidente)\b",
    step_word=r"\b(?:passos?|etapas?|itens|item|pontos?)\s+(?:n\.?º\s*)?#?(\d{1,3})\b",
    vague=r"\b(?:se necessário|conforme necessário|corretamente|adequadamente|o de sempre)\b",
)
