"""Spanish."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    reiniciar reinicia reinicie reinicien detener detén detenga parar pare eliminar elimina
    elimine borrar borra borre crear crea cree escalar aplicar aplica aplique cambiar cambia cambie
    modificar modifica modifique actualizar actualiza actualice desplegar despliega despliegue
    liberar libera libere aumentar aumenta aumente reducir reduce reduzca restaurar restaura
    restaure arrancar arranca arranque iniciar inicia inicie instalar instala instale deshabilitar
    deshabilita deshabilite habilitar habilita habilite limpiar limpia limpie vaciar vacía vacíe
    matar mata mate promover promueve promueva revertir revierte revierta rotar rota rote ampliar
    amplía amplíe añadir añade añada quitar quita quite renovar renueva renueve
    """
)
_LOOK: Final = words(
    """
    comprobar comprueba compruebe verificar verifica verifique revisar revisa revise ejecutar
    ejecuta ejecute lanzar lanza lance abrir abre abra acceder accede acceda conectar conecta
    conecte conéctate conéctese consultar consulta consulte contactar contacta contacte confirmar
    confirma confirme buscar busca busque mirar mira mire ver vea utilizar utiliza utilice usar usa
    use escala escale esperar espera espere identificar identifica identifique asegurar asegúrate
    asegúrese avisar avisa avise notificar notifica notifique ir ve vaya obtener obtén obtenga
    listar lista liste analizar analiza analice investigar investiga investigue inspeccionar
    inspecciona inspeccione seguir sigue siga repetir repite repita hacer haz haga copiar copia
    copie anotar anota anote entrar entra entre llamar llama llame continuar continúa continúe
    volver vuelve vuelva pasar pasa pase determinar determina determine localizar localiza localice
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
    leads=words(
        """
        primero luego después entonces finalmente por favor a continuación también y debe debes hay
        que
        """
    ),
    conditions=(
        r"\b(?:si|en caso de(?: que)?|cuando|a menos que|siempre que|en el caso de(?: que)?"
        r"|dependiendo de)\b"
    ),
    connectors=r",?\s*\bentonces\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=r"\b(?:puede[ns]?|debe[ns]?|deberá|hay que|es necesario|se recomienda|tiene que)\b",
    otherwise=r"^(?:de lo contrario|si no|en caso contrario|en otro caso)\b[,:]?\s*",
    context_titles=(
        r"significado|impacto|contexto|antecedentes|descripci[oó]n|resumen|introducci[oó]n|enlaces?"
        r"|referencias?|historial"
        r"|propietarios?|responsables?|contactos?|s[ií]ntomas?|causas?|arquitectura|prop[oó]sito|objetivo"
        r"|alcance"
        r"|historia|historial de cambios|véase también|glosario"
    ),
    prerequisite_titles=(
        r"requisitos(?: previos)?|prerrequisitos|pre-?requisitos|antes de (?:empezar|comenzar)"
        r"|acceso(?: necesario)?"
    ),
    procedure_titles=(
        r"diagn[oó]stico|mitigaci[oó]n|resoluci[oó]n|procedimiento|pasos?.*|soluci[oó]n|verificaci[oó]n"
        r"|recuperaci[oó]n"
        r"|reversi[oó]n|escalad[ao]|comprobaci\w+|acciones|investigaci[oó]n|validaci[oó]n"
    ),
    escalation_titles=r"escalad[ao].*|escalamiento.*|escalaci[oó]n.*",
    needs=(
        r"\bnecesit(?:as|a|ará|arás) (?!ejecutar|hacer)|\bse (?:requiere|necesita)n?\b"
        r"|\b(?:asegúrate de|asegúrese de) (?:tener|estar)\b|\bdebe[s]? (?:tener|estar)\b|\brequiere "
    ),
    warnings=(
        r"^\W{0,6}(?:advertencia|precauci[oó]n|cuidado|atenci[oó]n|peligro|importante|aviso|no (?:ejecute"
        r"|borre|reinicie))"
    ),
    escalate=(
        r"\bescal(?:a|e|ar)\b|\b(?:contact[ae]|avis[ae]|llam[ae]|notifi(?:ca|que))\b(?=.{0,40}\b(?:equipo"
        r"|guardia|soporte|dba)\b)"
    ),
    finish=(
        r"\b(?:ha terminado|has terminado|no hay nada m[aá]s|fin del procedimiento"
        r"|cierr[ae] el incidente)\b"
    ),
    step_word=r"\bpasos?\s+#?(\d{1,3})\b",
    vague=(
        r"\b(?:si es necesario|según corresponda|correctamente|adecuad[ao]mente|lo habitual"
        r"|los de siempre)\b"
    ),
)
