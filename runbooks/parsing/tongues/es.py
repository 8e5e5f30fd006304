"""Spanish."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    reiniciar reinicia reinicie reinicien detener detén detenga parar pare eliminar elimina elimine
    borrar borra borre crear crea cree escalar aplicar aplica aplique cambiar cambia cambie modificar
    modifica modifique actualizar actualiza actualice desplegar despliega despliegue liberar libera
    libere aumentar aumenta aumente reducir reduce reduzca restaurar restaura restaure arrancar arranca
    arranque iniciar inicia inicie instalar instala instale deshabilitar deshabilita deshabilite
    habilitar habilita habilite limpiar limpia limpie vaciar vacía vacíe matar mata mate promover
    promueve promueva revertir revierte revierta rotar rota rote ampliar amplía amplíe añadir añade
    añada quitar quita quite renovar renueva renueve
    """
)
_LOOK: Final = words(
    """
    comprobar comprueba compruebe verificar verifica verifique revisar revisa revise ejecutar ejecuta
    ejecute lanzar lanza lance abrir abre abra acceder accede acceda conectar conecta conecte conéctate
    conéctese consultar consulta consulte contactar contacta contacte confirmar confirma confirme buscar
    busca busque mirar mira mire ver vea utilizar utiliza utilice usar usa use escala escale esperar
    espera espere identificar identifica identifique asegurar asegúrate asegúrese avisar avisa avise
    notificar notifica notifique ir ve vaya obtener obtén obtenga listar lista liste analizar analiza
    analice investigar investiga investigue inspeccionar inspecciona inspeccione seguir sigue siga
    repetir repite repita realizar realiza realice intentar intenta intente tratar trata trate hacer
    haz haga copiar copia copie anotar anota anote entrar entra entre llamar
    llama llame continuar continúa continúe volver vuelve vuelva pasar pasa pase determinar determina
    determine localizar localiza localice
    """
)

ES: Final = Tongue(
    code="es",
    common=words(
        """
        el la los las de que y en un una es son para con por se del al como si no está este esta
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    accented=True,
    orders=(
        r"(?!(?:para|sobre|desde|durante|entre|ante|contra|mediante|hasta|toda|todas|esta|este|sea"
        r"|cada|nota|muestra|una|otra"
        r"|mientras|lugar|aunque|que|donde|ella|sino|bajo|causa|fase|hora|clave|parte|siempre|antes"
        r"|después|fuera|dentro|cuando|cerca"
        r"|hay|he|ha|es|era|fue|puede|debe|tiene|falta)\b)"
        r"[a-záéíóúñ]{2,}(?:(?:[aei]r(?:se|lo|la|los|las)?|[áéí]r(?:se|lo|la|los|las))(?= (?:el|la|los"
        r"|las|un|una|unos|unas|al|del"
        r"|de|en|con|por|a|que|si|cada|tod[oa]s?|su|sus|est[ea]s?|ese|esa|`|manualmente|hasta"
        r"|sobre)(?:\b|(?<=`)))"
        r"|[ae](?= (?:el|los|las|la|un|una|al|que|si|cada|tod[oa]s|su|sus|est[ea]|`)(?:\b|(?<=`)))"
        r"|(?:[áéí]|ú|e|a)(?:te|se|lo|la|los|las)(?= ))"
    ),
    told=(
        r"(?:(?:^|[,;:.(] ?|\b(?:usted|también|y|o|entonces|luego|además|ahora|no) )(?:puede|debe"
        r"|deberá|debería|tiene que|conviene)"
        r"|\b(?:debes|deberás|deberías|puedes|podrías|podría|tienes que|hay que|habrá que"
        r"|es (?:necesario|preciso"
        r"|recomendable|conveniente|posible)"
        r"|se (?:debe|puede|recomienda|requiere)n?|es mejor))(?: de)?"
        r" (?!(?:tener|estar|ver|ser|haber|contar|disponer|verse|aparecer|mostrar"
        r"|devolver)\b)(?:\w+mente )?\w+[aeiáéí]r(?:se|l[aeo]s?)?\b|\bpor favor,? \w+"
    ),
    placed=(
        r"^(?:en|desde|para|con|tras|después de|antes de|una vez|a través de|mediante|durante|sobre|al"
        r"|a continuación|por último"
        r"|en primer lugar|a partir de) ?[^,]{0,120},\s+"
    ),
    forbids=(
        r"(?:no|nunca|jamás|tampoco) (?!(?:hay|es|son|está|están|se|debería\w*|existe\w*|funciona"
        r"|responde|aparece|tiene|hace falta"
        r"|obstante|he|ha|han|puede\w*|requiere|necesita|afecta|arranca|hubo|había|hubiera)\b)(?:lo "
        r"|la |los |las )?\w+"
    ),
    whether=(
        r"\b(?:comprob\w*|comprueb\w*|verific\w*|verifiqu\w*|revis\w*|mir[ae]\w*|ve[ra]?|vea"
        r"|determin\w*|confirm\w*|valid\w*"
        r"|pregunt\w*|averigu\w*|observ\w*|inspeccion\w*|identifi\w*|asegúr\w*"
        r"|saber)(?:\s+\S+){0,8}?\W*$"
    ),
    checks=(
        r"(?:[\w' ()-]{0,60}\b)?(?:comprob\w*|comprueb\w*|verific\w*|verifiqu\w*|revis\w*|confirm\w*"
        r"|valid\w*|asegúr\w*)\b"
    ),
    affirmed=r"(?:si es así|en ese caso|en caso afirmativo|si la respuesta es sí|sí|entonces)\b[,: ]*",
    repeats=r"\b(?:repet\w*|repit\w*|reintent\w*|vuelv[ae] a)\b.{0,60}?\bhasta (?:que )?(?P<until>.{3,})",
    bare=words("no sí es fuera necesario posible procede corresponde aplica preciso hace falta"),
    outcome=(
        r"(?:entonces )?(?:(?:esto|eso|ello) )?(?:significa|quiere decir|indica|sugiere"
        r"|puede (?:haber|ser|significar|indicar|estar)"
        r"|ver[aá]s?|recibir[aá]s?|deber[ií]as? ver|es (?:probable|posible) que)\b"
    ),
    refers=(
        r"(?:para )?(?:obtener )?(?:más|mayor) (?:información|detalles)\b|(?:consult[ae]|ve[ar]|véase"
        r"|lee[r]?|lea|revis[ae])"
        r" (?:también|la sección|el capítulo|el apartado|la página|la documentación|la guía"
        r"|este artículo|\[)|aprende más\b"
    ),
    leads=words(
        """
        primero segundo tercero ahora inmediatamente manualmente opcionalmente opcional seguidamente
        posteriormente adicionalmente siempre si es necesario posible además solo ya se luego
        después entonces finalmente por favor a
        continuación también y debe debes hay que
        """
    ),
    conditions=(
        r"\b(?:y |o |pero |solo |sólo |incluso )?(?:si|en caso de(?: que)?|cuando|a menos que"
        r"|a no ser que|salvo que|siempre que"
        r"|siempre y cuando|en el caso de(?: que)?|en función de|según|mientras|dependiendo de)\b"
    ),
    connectors=r",?\s*\bentonces\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=(
        r"\b(?:puede[ns]?|debe[ns]?|deberá|deber[íi]as?|podr[íi]as?|tendr[áa]s? que|tienes que"
        r"|recomendamos|hay que|es necesario|se recomienda|tiene que)\b"
    ),
    otherwise=(
        r"^(?:de lo contrario|si no(?=[,:])|si no es así|en caso contrario|en otro caso|de otro modo"
        r"|de no ser así|caso contrario)\b[,:]?\s*"
    ),
    context_titles=(
        r"significado|impacto|contexto|antecedentes|descripci[oó]n|resumen|introducci[oó]n|enlaces?"
        r"|referencias?|historial"
        r"|propietarios?|responsables?|contactos?|s[ií]ntomas?|causas?|arquitectura|prop[oó]sito|objetivo"
        r"|alcance"
        r"|historia|historial de cambios|véase también|glosario"
    ),
    prerequisite_titles=(
        r"requisitos(?: previos| necesarios)?|prerrequisitos|pre-?requisitos|precondiciones"
        r"|condiciones previas|antes de (?:empezar|comenzar|iniciar)"
        r"|accesos?(?: necesarios?| requeridos?)?|lo que necesita\w*|qué necesita\w*"
        r"|herramientas(?: necesarias)?|permisos(?: necesarios| requeridos)?"
    ),
    procedure_titles=(
        r"diagn[oó]stico.*|c[oó]mo .*|qu[eé] hacer.*|pasos? .*|procedimientos?.*|verificaciones.*"
        r"|respuesta|contenci[oó]n|remediaci[oó]n|restauraci[oó]n.*"
        r"|soluci[oó]n de problemas|correcci[oó]n|reinicio.*|marcha atr[aá]s|vuelta atr[aá]s"
        r"|revertir.*|recuperaci[oó]n .*|instrucciones|an[aá]lisis|intervenci[oó]n|triaje"
        r"|mitigaci[oó]n|resoluci[oó]n|procedimiento|pasos?.*|soluci[oó]n|verificaci[oó]n"
        r"|recuperaci[oó]n"
        r"|reversi[oó]n|escalad[ao]|comprobaci\w+|acciones|investigaci[oó]n|validaci[oó]n"
    ),
    escalation_titles=r"escalad[ao].*|escalamiento.*|escalaci[oó]n.*",
    needs=(
        r"(?:^|[,;:.(] ?|\b(?:usted|tú|también|solo|sólo|y|que) )necesit(?:as|a|ará|arás"
        r"|amos) (?!ejecutar|hacer|reiniciar|crear)|\b(?:es"
        r"|son) (?:necesari[oa]s?|imprescindibles?) (?!\w+[aei]r\b)|\bse (?:requiere|necesita)n?\b"
        r"|\b(?:asegúrate de|asegúrese de) (?:tener|estar)\b"
        r"|\bdebes (?:tener|estar)\b|(?:^|\busted )debe (?:tener|estar)\b|\brequiere "
    ),
    warnings=(
        r"^\W{0,6}(?:advertencia|precauci[oó]n|cuidado|atenci[oó]n|peligro|importante|aviso|ojo|nunca"
        r"|jamás|no (?:ejecut|borr|reinici|elimin|apag|deteng|us[ea]"
        r"|modifi|escal|interrump|cierr|fuerc)\w*)"
    ),
    escalate=(
        r"\bescal(?:a|e|ar)\b|\b(?:contact[ae]|avis[ae]|llam[ae]|notifi(?:ca|que))\b(?=.{0,40}\b(?:equipo"
        r"|guardia|soporte|dba)\b)|\b(?:contactar|avisar|llamar|notificar|informar|informe"
        r"|informa)\b(?=.{0,40}\b(?:equipo|guardia|soporte|dba|responsable)\b)"
    ),
    finish=(
        r"\b(?:ha terminado|has terminado|no hay nada m[aá]s|fin del procedimiento"
        r"|cierr[ae] el incidente)\b"
    ),
    step_word=r"\b(?:pasos?|puntos?)\s+(?:n\.?º\s*)?#?(\d{1,3})\b",
    vague=(
        r"\b(?:si es necesario|según corresponda|correctamente|adecuad[ao]mente|lo habitual"
        r"|los de siempre)\b"
    ),
)
