"""French."""

FR = {
    "hoped": """
devrait|devraient ~ marcher|fonctionner|suffire|résoudre|corriger|passer|régler|aider
cela|ça|il suffirait|permettrait|faudrait
normalement
""",
    "wonders": """
^ peut|probablement|sans|bizarre|étrange|hmm|tiens
il|ça|cela|c' se|pourrait|est peut|peut|être ~
je soupçonne|suppose|pense que
""",
    "me": """
je|j'|me|m'|moi|mon|ma
""",
    "modal": """
faudrait|pourrait|pourraient|devrait|devraient|doit|faut|doivent|serait
""",
    "permission": """
dois|puis|devrais|pourrais|peux je
est ce que je ~
voulez|veux|souhaitez|souhaites|voudriez|préférez|préfères|aimeriez vous|tu ~ que je|que j'
vous|tu voulez|veux|souhaitez|souhaites ~ que je|que j'
je ~ lance|peux|envoie|supprime|continue|publie ou|maintenant ~
votre|ton|un|ta accord|feu|autorisation|validation|approbation|consentement|confirmation|aval|permission
accord|autorisation|validation|approbation|aval
feu vert
ok|d' accord pour|si|avec|que
êtes|es vous|tu ~ accord
oui ou
suffit|suffira ~
valider|approuver ~
""",
    "tell": """
dites|dis|indiquez|indique|précisez|précise|confirmez|confirme|envoyez|envoie|choisissez|choisis|donnez|donne|fournissez|fournis|transmettez|transmets|collez|colle|partagez|partage|déposez|dépose|ajoutez|ajoute|répondez|réponds|faites|fais|validez|valide|tapez|tape|saisissez|communiquez|signalez|vérifiez|appelez|remplissez|signez ~ moi|le|la|les|nous|savoir|si|quel|quelle|lequel|laquelle|signe|oui|ici|simplement
dites|dis|faites|fais|envoyez|envoie|indiquez|indique|confirmez|précisez|donnez|donne le|les|la moi
merci de|d' ~ confirmer|préciser|indiquer|envoyer|dire|choisir|valider|transmettre|fournir|répondre|communiquer|vérifier|signer|donner
veuillez
pouvez|peux|pourriez|pourrais|avez|as|savez|sais|préférez|voulez|veux|souhaitez|faut vous|tu|il ~
vous|tu pouvez|peux|pourriez|préférez|préfères|voulez|souhaitez ~ me|m'
il me faut|faudrait
j' ai|aurais ~ besoin
me faut
une|deux|trois|quelques question|questions|point|points|précisions ~
""",
    "which": """
quel|quelle|quels|quelles|lequel|laquelle|lesquels|qui|quand|où|combien ~ voulez|vous|tu|dois|faut|souhaitez|préférez|préfères|je|est|sont|garder|doit|veux
pour|à|de|sur|dans|en|avec quel|quelle|quels|quelles|lequel|laquelle|qui|combien
""",
    "decide": """
choix|décision vous|te revient|appartient
reste à savoir|décider|trancher|préciser
se contredisent|contredit|contredisent
pas deviner|supposer|présumer
votre|ta|ton choix|décision|réponse|avis|retour|arbitrage|préférence
à vous|toi|votre ~ de|décider|choisir|trancher|voir
c' est à vous|toi
vous|tu devez|dois|décidez|choisissez|préférez|préfères
préférez|préfères
ou bien|plutôt|alors|les
deux|trois|quatre options|possibilités|solutions|pistes|versions|voies|choix|candidats
ne ~ peux|veux|dois|saurais ~ trancher|décider|choisir|deviner
trancher|tranchiez|tranchez
relève|relèvent|revient ~ vous|toi
que|qu' préférez|préfères|en|souhaitez
quelqu'un|il faut|faudrait ~ tranche|décide|choisisse|valide
de mon propre|chef
je préfère|préférerais ~ avant|attendre|demander
comme vous|tu ~ voulez|veux|préférez|souhaitez
""",
    "missing": """
manque|manquent|manquant
il me|nous|ne manque|reste
je n' ai pas|plus ~ accès|droits|permission|autorisation|trouvé|votre|code
pas|aucun ~ accès|droits|autorisation|autorisé
nécessite|exige|réclame|demande|requiert ~
n' est|figure|ai ~ trouvé|indiqué|précisé|nulle|pas
expiré|expirée
seul|seule|seuls ~ vous|titulaire|administrateur|propriétaire
de votre|ta|vous|toi ~ part
sans cela|ça|cette|ces|eux|elle|lui|accès|votre|savoir|réponse ~
ne|n' sais|connais|trouve|ai pas|nulle
reste|restent ~ vide|vides|blanc
""",
    "waiting": """
dès que|réception|lors|votre|cela
une fois ~
j' attends|attendrai
en attente|attendant
attends|attendrai|patiente
avant de|d'|que ~
je ne ~ tant|sans|avant
tant que|qu'
lorsque|quand vous|tu|j'|je|ce
et je|j' ~
jusque là
ensuite|alors ~ je|j' ~
""",
    "held": """
rien|encore|pas ~ envoyé|modifié|supprimé|changé|touché|publié|fait|réservé|encore
pour l' instant|heure
intact|intacte|provisoirement
""",
    "offer": """
voulez|veux|souhaitez|souhaites|dois|puis ~ aussi|également
si vous|tu|besoin|nécessaire|jamais|cela|ça|le
n' hésitez|hésite
je peux|pourrais ~ aussi|également|volontiers
à votre|ta disposition
au besoin
dites|dis le moi ~ si
bon|bonne courage|journée|lecture|chance
""",
    "more": """
aussi|également|autre|autres|supplémentaire
en plus|outre
de même
une version
""",
    "next": """
je vais|passe|commence|continue|lance|poursuis|m'|regarde|vérifie|teste|cherche|procède|lis|relance ~
je vais
j' ajoute|enchaîne|attaque|essaie|examine|analyse|ouvre|applique
maintenant|ensuite|puis|prochaine|prochainement|d'abord ~ je|j'|étape|on
prochaine étape
étape suivante
voyons|regardons|vérifions|passons|commençons
laissez|laisse moi ~
il reste|ne à
reste à ~
je m' en|y|occupe|attaque
voici comment|mon|le plan|démarche
je compte|prévois ~
vient|viennent ensuite ~
""",
    "later": """
en arrière|tâche|cours|fond
en cours
arrière plan
je vous|te ~ tiens|préviens|reviens|enverrai|envoie|recontacte|dirai|donnerai|tiendrai|préviendrai|transmets|transmettrai|informerai
reviens|reviendrai ~ vers|dès
prend|prendra|faut|environ|durera|compter|comptez ~ minutes|heures|heure|minute|temps|jours|quelques
un|quelques instant|instants|moment|minutes|patience
bientôt|demain|prochainement|sous peu
dès que ~ terminé|fini|prêt|disponible
tourne|tournent ~
""",
    "partial": """
il reste ~ à
que des exemples|estimations
jusqu' ici|à|là
restent|restant|restants|restantes|partiel|partielle|partiellement|incomplet|manquants
le reste
pas encore|fini|terminé|achevé|tout|pu ~
pas ~ terminé|fini|complet|traité|eu
arrêté|interrompu|interrompue|interrompt|coupé|arrête|arrêtée
etc|compléter|todo|suite
à compléter|suivre|remplir|venir|faire
et ainsi
limite|quota ~ atteint|atteinte|dépassé
suivront|suivra|suivent ~
même manière|façon|principe|schéma
les|aux autres ~ même|suivront|similaires
à titre
""",
    "ack": """
^ bien|d'|entendu|oui|parfait|certainement|volontiers|compris|ok|noté|avec|très|absolument
^ je m'
""",
    "sorry": """
désolé|désolée|malheureusement|navré|excuses|regrette|hélas
""",
    "unable": """
n' ai|arrive|est|a|y|avons|aboutit ~ pas|réussi|pu|parvenu|possible|plus
ne ~ peux|parviens|fonctionne|marche|peut|répond|démarre|veut|s'
pas ~ réussi|pu|parvenu|fonctionné|possible|moyen|marché|abouti
impossible|échec|échoué|échoue|échouent|erreur|refusé|refuse|refusée|illisible|injoignable|vain|bloqué
sans succès
essayé|tenté
j' ai essayé|tenté
""",
    "done": """
fait|faite|terminé|terminée|corrigé|corrigée|corrigées|créé|créée|ajouté|ajoutée|mis|mise|supprimé|supprimée|remplacé|enregistré|enregistrée|envoyé|envoyée|publié|publiée|traduit|traduite|modifié|prêt|prête|renommé|converti|importé|exporté|rangé|trié|raccourci|rédigé|déplacé|installé|réservé|vérifié|branché|déployé|payé|nettoyé|regroupé|trouvé|comparé|relu|parcouru
c' est|voilà fait|bon|prêt|tout
voici|voilà
tous|toutes ~ tests|passent|vert|verts
à jour
aucun|aucune|sans|zéro ~ erreur|erreurs|problème|anomalie
oui|non
cause|parce|raison|vient
""",
    "you": """
vous|votre|vos|tu|ton|ta|tes|toi|te
""",
    "limb": """
le|la|les|l'|un|une|des|et|ou|de|d'|du|à|au|aux|en|dans|avec|pour|par|sur|que|qu'|qui|est|sont|ne|se|sa|son|ses|mais|dont|leur|puis|comme $
""",
    "common": """
je|j'|il|elle|nous|on|ce|cette|c'|n'|pas|plus|tout|tous|au|du|ai|ont|été|si|deux|trois|faire|voici|entre|l'|quel|quelle|même
""",
    "or": """
ou
""",
    "if": """
^ si|s'|au
""",
}

LANGUAGES = (FR,)
