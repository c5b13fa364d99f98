"""Portuguese."""

PT = {
    "hoped": """
deve|devem|deveria ~ funcionar|bastar|resolver|passar|corrigir
em teoria
""",
    "wonders": """
^ talvez|provavelmente|possivelmente|estranho|hmm
pode|poderia ~ ser|estar|dever
suspeito|acho que
""",
    "me": """
eu|me|meu|minha|posso|tenho|vou|fiz|preciso|aguardo
""",
    "modal": """
deveria|poderia|deve|devem|seria|teria|precisa
""",
    "permission": """
posso|devo|deveria|poderia|podemos prosseguir|apagar|enviar|continuar|usar|eliminar|publicar|mandar|fazer|seguir|avançar ~
posso ~ ou
quer|queres|deseja|desejas|gostaria|prefere|preferes que ~
autoriza|autorizas|permite|concorda
sua|tua|a|uma autorização|aprovação|permissão|confirmação|autorizacao
autorização|aprovação|aval
luz verde
pode ser
sim ou
basta|bastaria ~
""",
    "tell": """
diga|diz|diz me|digam|dizer|informe|informa|confirme|confirma|envie|envia|mande|manda|escolha|escolhe|responda|responde|indique|indica|passe|passa|avise|avisa|forneça|compartilhe|partilhe|partilha|cole|carregue|defina|especifique|dê|escreva|decida|decide ~ me|o|a|se|qual|quais|por|um|uma|quando|que|como|para|os|as
me diga|diz|diga|mande|manda|envie|envia|passe|passa|informe|avise|confirme|confirma|indique|fala|fale|dê|dá|dizer
pode|podes|poderia|podia|tem|tens|sabe|consegue ~ me|dizer|enviar|confirmar|mandar|passar|indicar|informar|preferência|um|uma|o|a
preciso|precisava|precisaria|necessito ~
faltam|falta ~ saber|me
uma|duas|três|algumas ~ pergunta|perguntas|coisas|dúvida|dúvidas|informações
só|apenas|antes me|preciso|falta ~
""",
    "which": """
por favor ~
qual|quais|quem|quando|onde|quantos|quantas|quanto|que|o ~ prefere|preferes|quer|queres|devo|uso|é|são|deseja|escolho|fica|vai|mantenho|significa
para|a|em|de|com|por|até qual|quais|quem|que|quantas|quantos|quando
""",
    "decide": """
sua|tua|a decisão|escolha|resposta|preferência
prefere|preferes|preferem
você|tu decide|decides|escolhe|escolhes|sabe
cabe|fica ~ você|ti|si|critério|senhor
decisão ~ sua|tua|cabe|vossa
ou prefere|preferes|melhor|ambos|deixo|os|as|quer|mantenho
duas|três|quatro|dois opções|possibilidades|formas|caminhos|versões|alternativas|maneiras|candidatos|hipóteses
não posso|quero|devo|me ~ decidir|escolher|adivinhar|assumir
depende de
alguém ~ decida|escolha|confirme
por minha conta
prefiro ~ antes|esperar|perguntar|que
como preferir|quiser|preferires
""",
    "missing": """
falta|faltam|faltando
não tenho|sei|encontrei|consta|há|encontro|disponho ~
exige|pede|requer|solicita ~
só|apenas|somente ~ você|titular|administrador|pode|senhor
expirou|expirado|vencido|venceu|expirada
de você|vocês|sua ~ parte
sem acesso|permissão|isso|esse|essa|ele|ela|saber|sua|o|a ~ não
sem acesso|isso|sua
fica|ficam ~ branco|vazio
""",
    "waiting": """
assim que|logo
aguardo|espero|fico ~
aguardando|aguardar|esperando
à espera
antes de ~
não ~ até|sem|antes ~
e eu|sigo|termino|continuo|já|faço|envio|prossigo|finalizo|concluo
que eu|sigo|já|continuo|faço
aí eu|sigo
enquanto isso
quando|depois|logo|assim ~ tiver|souber|confirmar|disser|responder|receber|enviar|escolher|chegar|tiveres
""",
    "held": """
não|nada|ainda ~ enviei|apaguei|alterei|mexi|mudei|publiquei|reservei|ainda|enviado|feito|foi
por enquanto|agora
intacto|intacta|provisoriamente
""",
    "offer": """
se quiser|quiseres|precisar|preferir|houver|precisares|desejar|for|tiver|preferires
quer|queres|posso|deseja ~ também|ainda
posso também
também posso
qualquer|alguma ~ dúvida|coisa
fico à|a
à disposição
é só
bom|boa ~ trabalho|viagem|sorte|leitura|proveito
não hesite
""",
    "more": """
também|outro|outra|outros|outras|além|mais|adicional|mesmo|mesma|igualmente
""",
    "next": """
vou|vamos ~
agora|depois|em|primeiro|seguida|então ~ vou|passo|sigo|seguida|verifico|começo|testo|falta|reviso
em seguida
próximo|próxima passo|etapa
passo|começo|continuo|prossigo|sigo a|com|para|ao|à|agora ~
deixe|deixa|permita me|eu
vejamos
estou indo|prestes|começando
irei|farei|verificarei|começarei|criarei|atualizarei|testarei|prepararei|continuarei|enviarei
falta|resta|restam ~ ainda|agora|fazer|apenas
o|meu plano é
assim que|eu farei
""",
    "later": """
em|no segundo|andamento|curso|execução|processamento|background
segundo plano
está|estão|continua ~ rodando|correndo|executando|processando|rodar|correr|processar|sendo|em
aviso|avisarei|informo|informarei|envio|enviarei|mando|volto|retorno|retornarei|atualizo ~ quando|assim|você|o|os|com|logo|te|lhe|resultado
te|lhe ~ aviso|avisarei|informo|envio|mando
deve|leva|demora|demorar|levará|levar|cerca ~ minutos|horas|hora|minuto|tempo
um|uns momento|instante|minutos|minutinho
em breve|instantes
amanhã|brevemente|logo ~
quando|assim ~ terminar|acabar|pronto|concluir
""",
    "partial": """
até agora|aqui|ao|o
restante|restantes|parcial|parcialmente|incompleto|pendente|pendentes|resto
ainda não|falta|faltam|por
falta|faltam ~ o|a|os|as|ainda|fazer
não ~ terminei|concluído|completo|todos|tudo|acabei|deu|cheguei
parei|interrompido|interrompida|interrompi|parado
etc|etcetera|completar|preencher
a completar|preencher|definir
limite|cota ~ atingido|atingida|esgotado|excedido
e assim
seguem|seguirão|virão ~
mesma maneira|forma|linha
os|as demais ~
""",
    "ack": """
^ claro|certo|ok|entendido|perfeito|sim|com|combinado|beleza|tudo|pode|está|deixa|deixe|bom|ótimo|vou
""",
    "sorry": """
desculpe|desculpa|infelizmente|lamento|lamentavelmente|peço
sinto muito
""",
    "unable": """
não ~ consigo|consegui|posso|pude|foi|funciona|funcionou|possível|deu|responde|abre|carrega|arranca|conseguimos
impossível|erro|falhou|falha|falharam|recusado|recusou|negado|ilegível|negada
sem sucesso
tentei|tentado
""",
    "done": """
feito|feita|pronto|pronta|terminado|concluído|concluída|corrigido|corrigi|criado|criei|adicionado|adicionei|atualizado|atualizei|removido|removi|apagado|substituído|salvo|guardado|enviado|enviei|publicado|publiquei|traduzido|renomeado|convertido|importado|exportado|ordenado|reduzi|movido|instalado|reservado|revisado|encontrei|comparei|passam|passaram|reúne|juntei|pago|configurado|limpo|verificado|ficou|ficaram|corrigida|troquei|mudei
aqui está|estão|vai|vão|tem
já está|estão|funciona
todos|todas ~ testes|passam|passaram|verdes
sem erros|problemas|falhas
sim|não|nenhum|nenhuma
causa|porque|motivo|culpa
está|estão ~ em|no|na|pronto
""",
    "you": """
você|vocês|te|ti|teu|tua|seu|sua|lhe|senhor|senhora|tu
""",
    "limb": """
o|a|os|as|um|uma|e|ou|de|do|da|dos|das|em|no|na|com|para|por|que|se|é|são|não|mas|como|ao|à|pelo|pela|mais|seu|sua $
""",
    "common": """
eu|foi|foram|está|estão|este|esta|isso|não|já|todos|tudo|dois|duas|três|me|muito|também|qual|até|há|tem|são|ficou|nas|nos|pela
""",
    "or": """
ou
""",
    "if": """
^ se|caso
""",
}

LANGUAGES = (PT,)
