"""Spanish."""

ES = {
    "hoped": """
debería|deberían ~ funcionar|bastar|resolver|arreglar|pasar|solucionar|corregir
habría|convendría que|corregir|cambiar
en teoría
""",
    "wonders": """
^ quizá|quizás|tal|probablemente|posiblemente|puede|raro|extraño|hmm
podría|puede ~ ser|deberse|estar
sospecho|supongo que
""",
    "me": """
yo|me|mi|he|puedo|tengo|haré|estoy|quiero
""",
    "modal": """
debería|podría|habría|debe|deben|habrá|sería|tendría
""",
    "permission": """
puedo|podría|debo|debería|podemos borrar|enviar|continuar|seguir|usar|eliminar|publicar|mandar|hacer|proceder|cambiar ~
procedo|continúo|sigo|borro|envío|lo ~ o|así
quieres|quiere|desea|deseas|prefieres|prefiere|le|te ~ que lo|la|los|las|te|le|les|me|yo|elimine|borre|envíe|siga|haga|publique|cancele|continúe|proceda|use|active|aplique
quieres|quiere|desea|deseas|queréis que
me autoriza|autorizas|permites|permite|das|confirmas|confirma
su|tu|una|vuestra autorización|permiso|aprobación|visto|confirmación|consentimiento|ok
autorización|visto bueno
visto bueno
está|estás|están ~ acuerdo
te|le parece|importa
sí o
basta|bastará|bastaría ~
""",
    "tell": """
dime|díme|dígame|dígamelo|dímelo|dinos|decidme|avísame|avíseme|avisadme|indícame|indíqueme|indica|indique|confírmame|confirma|confirme|confírmeme|confírmamelo|mándame|mándeme|mandadme|envíame|envíeme|pásame|páseme|elige|elija|escoge|escoja|facilítame|facilíteme|responde|responda|contesta|cuéntame|pégame|pega|sube|suba|comparte|comparta|compárteme|especifica|dame|deme|autoriza|escríbeme|escríbame|decide|pulsa|introduce|llama|firma|completa
me puedes|puede|podrías|podría|dices|dice|pasas|pasa|confirmas|confirma|envías|mandas|indicas
puedes|puede|podrías|podría|tienes|tiene|sabes|tenéis|podéis ~
necesito|necesitaría|me|nos ~ que|saber|tu|su|la|el|una|un|hace|falta|faltan|los|las|confirmación
hace|hacen|me|faltan|falta falta|saber|faltan
una|dos|tres|un|algunas pregunta|preguntas|dudas|duda|dato|datos|aclaraciones
""",
    "which": """
por favor ~ confirma|confirme|indica|indique|envía|envíe|dime|elige|elija|comparte|sube
qué|que|cuál|cual|cuáles|cuales|quién|cuándo|dónde|cuánto|cuántos|cuántas ~ prefieres|prefiere|quieres|quiere|debo|hago|uso|es|son|elijo|dejo|va|será|para|deseas|pongo|tomo|significa
a|para|de|en|con|por|desde|hasta qué|que|cuál|cual|quién|cuántas|cuántos|cuándo
""",
    "decide": """
tu|su|vuestra decisión|elección|respuesta|criterio|opinión|preferencia
prefieres|prefiere|prefieren|preferís
tú|usted|vosotros|ustedes decides|decide|eliges|dirás|deciden|decidís
decisión ~ es|suya|tuya|toca|corresponde|tomar
te|le|os toca|corresponde ~
o bien|prefieres|mejor|lo|la|ambas|ambos|las|los|dejo|con
dos|tres|cuatro opciones|posibilidades|formas|maneras|caminos|versiones|alternativas|candidatos|vías
no quiero|puedo|debo|me ~ decidir|elegir|adivinar|atrevo|suponer
depende de
queda ~ manos|decidir
alguien ~ decida|elija|confirme
por mi cuenta
prefiero ~ antes|esperar|preguntar|que
como quieras|quiera|prefieras|prefiera
""",
    "missing": """
falta|faltan|faltaría
no tengo|dispongo|sé|encuentro|aparece|figura|consta|conozco ~
requiere|exige|pide|solicita|reclama ~
sólo|solo|únicamente ~ tú|usted|titular|administrador|puedes|puede
caducado|caducada|caducó|expirado
de su|tu parte
sin acceso|permiso|ella|ellas|ese|esa|eso|ellos|tu|su|saber ~
queda|quedan ~ blanco|vacío|vacíos
""",
    "waiting": """
en cuanto|espera|tanto
una vez
espero|quedo|aguardo|quedamos ~
esperando|pendiente ~
antes de ~
no ~ hasta|sin|antes ~
y lo|la|los|las|te|sigo|termino|continúo|hago|envío|me|procedo|con
mientras tanto
cuando|en|hasta|apenas ~ tenga|sepa|digas|confirmes|confirme|diga|reciba|mandes|envíes|tengas|elijas|decidas|llegue|llegues|respondas
""",
    "held": """
no|nada|todavía|aún|nadie ~ enviado|borrado|modificado|cambiado|tocado|publicado|hecho|reservado|no|nada
por ahora|el
intacto|intacta|provisionalmente
""",
    "offer": """
si quieres|quiere|lo|necesitas|necesita|prefieres|prefiere|te|le|hay|deseas|desea|hace|tienes|queréis
puedo|podría ~ también|además
también puedo|podría
quieres|quiere|desea|deseas ~ también|además|más
cualquier|alguna ~ duda|cosa|pregunta
no dudes|dude
quedo a
avísame|dime|avíseme si
suerte
a tu|su disposición
""",
    "more": """
también|además|otro|otra|otros|otras|más|adicional|igual|mismo
""",
    "next": """
voy|vamos a
ahora|luego|después|a|primero|seguidamente ~ voy|paso|sigo|reviso|compruebo|continúo|toca|continuación|lo|haré|pruebo|preparo|falta|empiezo
a continuación
siguiente|próximo paso
paso|procedo|empiezo|comienzo|continúo|sigo a|con|al|por ~
revisaré|comprobaré|empezaré|continuaré|haré|prepararé|buscaré|probaré|crearé|pasaré|actualizaré|analizaré|enviaré|generaré
veamos
déjame|déjeme|permíteme|permítame
me pongo
queda|quedan|falta ~ por
sigo con
así lo|voy haré|haría
el|mi plan es
""",
    "later": """
en segundo|proceso|curso|marcha
segundo plano
te|le|os|les ~ aviso|avisaré|informaré|enviaré|mando|mandaré|diré|escribo|escribiré|contaré|contacto|envío|paso|pasaré
tardará|tarda|llevará|tomará|dura|durará|unos|unas|aproximadamente ~ minutos|horas|hora|rato|días
un|unos momento|minutos|instante|segundo
pronto|mañana|enseguida|breve|luego
está|están|sigue|siguen corriendo|ejecutándose|procesando|procesándose|en|trabajando|generando|generándose|compilando
en breve
cuando|en ~ termine|acabe|esté ~
""",
    "partial": """
hasta ahora|aquí|el
resto|restantes|restante|parcial|parcialmente|incompleto|pendiente|pendientes
aún|todavía no|falta|faltan|queda|quedan|por
falta|faltan|queda|quedan ~ por|las|los|el|la
no ~ terminado|completo|llegado|dado|todo|todos|acabado
detenido|interrumpido|interrumpió|cortado|paré|parado|detuvo|cortó
etcétera|etc|completar|rellenar|todo:
límite|cuota ~ alcanzado|agotado|agotada|superado
y así
seguirán|vendrán ~
irán ~
misma manera|forma|línea
los|las demás ~
a modo
""",
    "ack": """
^ claro|por|vale|de|entendido|perfecto|sí|muy|bueno|ok|desde|hecho|recibido|enseguida|listo|con|ahora
""",
    "sorry": """
lo siento|lamento
lamentablemente|desgraciadamente|perdón|disculpa|disculpe|disculpas|desafortunadamente
""",
    "unable": """
no ~ puedo|pude|podido|consigo|conseguí|conseguido|logro|logré|logrado|funciona|funcionó|posible|responde|abre|carga|arranca|permite|es
imposible|error|falló|falla|fallado|rechazado|rechaza|denegado|ilegible|fracasado|fallo
sin éxito
intenté|intentado|probé|probado
devuelve|devolvió|devuelto
""",
    "done": """
hecho|listo|lista|terminado|terminada|completado|corregido|corregida|creado|creada|añadido|añadida|actualizado|actualizada|eliminado|borrado|reemplazado|guardado|guardada|enviado|enviada|publicado|traducido|renombrado|convertido|importado|exportado|ordenado|reducido|movido|instalado|reservado|cambiado|revisado|arreglado|redactado|comparado|encontrado|pasan|pagado|unido|reúne|configurado|limpiado|comprobado
aquí está|están|tienes|tiene|va|van
ya está|están|funciona
todos|todas ~ pruebas|tests|pasan
sin errores|cambios|problemas|fallos
sí|no
causa|porque|motivo|debe|culpa
quedó|quedaron|queda|está|están ~ en|listo|lista|ordenado
""",
    "you": """
tú|tu|tus|te|ti|usted|ustedes|su|sus|le|vosotros|vuestro|os
""",
    "limb": """
el|la|los|las|un|una|y|o|de|del|a|al|en|con|para|por|que|se|su|es|son|no|pero|como|sin|más|lo|desde|cuando|entre $
""",
    "common": """
yo|he|ha|han|hay|este|esta|está|están|si|sí|ya|todo|todos|muy|dos|tres|qué|cuál|me|te|nos|hasta|sobre|también|porque|cada|esa|ese
""",
    "or": """
o|u
""",
    "if": """
^ si|en
""",
}

LANGUAGES = (ES,)
