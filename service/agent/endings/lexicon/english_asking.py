"""English: how somebody asks, and how somebody offers."""

ASKING = {
    "permission": """
shall|should|may|can|could|might i
is|are it|you ok|okay|fine|alright|acceptable ~ if|to|with|for
is|would that ok|okay|fine|alright|acceptable|be
ok|okay|fine|alright|safe to
do|would|did you want|like|prefer me to
do|would you want|like|mind ~ i|it|this|that|them|the
you want|like me to
want|like me to
may|can i have your
your|explicit|written|final|formal ok|okay|go|approval|consent|permission|authorization|authorisation|sign|blessing|green|confirmation
go ahead ~ or
go ahead $
your go ahead
a go ahead
the go ahead
give|need|want|await|get the|a|your ok|okay|green|nod|thumbs|approval
are you sure
are|would you ok|okay|comfortable|fine|happy|willing
permission to
i'd like your ok|okay|approval|consent|permission|agreement|word|blessing
with your ok|okay|approval|permission|blessing
without your|a|an|explicit ok|okay|approval|permission|consent|say|word|go|yes
unless|until you agree|approve|confirm|say|sign|tell|object|want|decide|authorise|authorize
needs ~ approval|sign|consent|permission
an approval from
awaiting|pending approval|sign|confirmation
yes or no
say the word
say|type|reply|answer|write|respond|send|enter yes|no|go|ok|okay|confirm|either|with|a|the|just|which
reply with
just say|reply|answer|tell|give|send
subject|pending to|your
with|on|at your permission|ok|okay|approval|blessing|signal|word|cue|go|mark|say
i'd|i would|i want like|to ~ delete|remove|merge|send|publish|deploy|drop|replace|overwrite
ready when|whenever|to
a|one|your simple|quick|short|one|word ~ yes|no|word|answer|nod|ok|okay|thumbs|number|letter
thumbs up
all it takes
is|are|would enough|suffice|do
objection|objections
green light
""",
    "tell": """
let me know which|what|whether|how|who|where|when|if|the|your|once|and|as|when
let me know $
tell|show|inform|advise|remind me which|what|whether|how|who|where|when|if|the|your|once|to|that|you|a
tell me $
tell me and
ping|write|message|email|call|text|drop me when|once|as|a|your|back|and|if|with|in|at
write me a line
give me a shout|nod|yes|ping|sign|word|number|name|date|hint|link|list|thumbs
give me the|your|one|access|an
pick|choose|select one|a|any|whichever|the|which|between|your
confirm|specify|clarify ~ which|whether|what|that|if|the|and
send|share|paste|upload|attach|forward|drop|post|give|hand me|us|them|it|the|that|those|over|here|in|your|a|which|both|either
type|enter|paste|put|drop|add|place it|them|the ~ here|in|into|there
could|can|would|will you please|also|confirm|tell|share|send|give|provide|paste|check|clarify|upload|point|let|specify|attach|grant|add|run|look|describe|say|forward|show|approve|log|name|sign|drop
i'd|i|we would|need|like|have|want to know|hear|understand|ask|check ~
i'd|i|we need|want|require|like to know
before i start|begin|go|can|continue|do|proceed|touch|make|write|run|send|import|delete|change|book|pay|merge|publish|need ~
to be sure i|we
first things|questions
one|a|quick question|thing|detail|point|decision first|before|for|is|remains|i
could|can you ~ which|what|where
answer ~ question|these|this|those
looking for ~ you
put|add|create|set|place ~ and tell|let|ping|write|i'll|say
then|and tell|let|ping|write|call|message me
a few|couple|two|three|some|one|quick|four|several things|questions|details|points|question ~ i|before|first|from|need|to|for
i need|want ~ yes|answer|answers|pick|reply
please|kindly !note|find|see|feel|keep|remember|be|allow|wait|stand|bear|don't|do|read
let me know which|what|whether
would you mind
it|that would|it'd|that'd help|be ~ know|if|to|great|good|useful
it'd|it'll help ~ know|if
help me|us ~ with|decide|choose|out
i'd|i would appreciate|love|be|like ~ know|if|your|you
i|i'm wonder|wondering|curious|unsure
not|i'm|isn't|it's sure|certain|clear|unclear|obvious ~ which|whether|if|what|who|how|where
unclear|ambiguous ~
any preference|preferences|objections|objection|thoughts|wishes|chance|idea
tell|give|get|send|show me
does|is|would that|this|it ~ work|suit|right|correct|fit|sound|okay|ok
sound|sounds good
am i
is this|that|it ~ intended|intentional|deliberate|correct|right|expected|what
approve|accept|confirm|click|open|sign|enter|grant|complete|solve|scan|tap|press ~ and|then|so
approve|accept|grant|confirm|authorise|authorize it|the|this|that|access
on|at your side|end
say|name|mark|strike|tick which|one|whether|who
check your
""",
    "which": """
which|what|who|whose|where|when|how ~ do|would|did|should|will|are|can you
which|what|who|where|when|how ~ should|shall|may|do|can|would|must i
how would|do|should you|i
which of
which|what one|ones|version|option|account|file|date|name|language|format|audience|size|budget|time|day|of|do|is|should|would|number|address|tone|environment
what would you
do|did|are|were|is|have|will|would|should you|your|this|these
do i|we
how|what about
""",
    "decide": """
your call|decision|choice|pick|move|verdict|preference|judgement|judgment|ruling|turn|input|guidance|opinion|steer|thoughts|wish|direction|view
up|down to you
you decide|choose|pick|tell|say|judge
you'd|you|you'll have|need|must|should|would|will to ~ decide|choose|pick|say|judge
for you to ~ decide|choose|say|judge|pick
only|something you can|could|may|know|would|must
a|the decision|ruling|call|choice|pick|steer ~ from|is|for|by|on
decision|choice|call ~ needed|required|pending|open|yours|outstanding
needs|need|want|wants|requires|require|await|awaits a|your ~ decision|ruling|call|choice|pick|answer|input
which|whichever ~ prefer|pick|choose|want|like|rather|suit|suits|choosing|fits|win|be
do you prefer
would you prefer|rather
not|isn't|nothing ~ mine|i may|i should|my ~ decide|call|decision|make|assume|take|choose
isn't|not my|mine call|decision|to
can't|cannot|won't|don't|shouldn't|not|wouldn't ~ decide|choose|guess|judge|assume ~
above my
beyond my authority|role|remit
commercial|political|legal|policy|business|matter|judgement|question call|decision|of
leave|left ~ to you
yours to
or would you
two|three|four options|ways|choices|possibilities|candidates|routes|paths|variants|alternatives
options are
either will|works|would do|is|are
i'd|i ~ like you to
someone|somebody|you ~ has|have|need|needs|must ~ decide|choose|settle|say
either ~ or
ready to go but
choice|decision|call|matter|question ~ yours|you
is|are|that's|it's|one's yours
over|back|up to you
in your court|hands
guess|guessing|assume|assuming|gamble
rather|don't|not|won't|instead|wouldn't|without ~ guess|guessing|guesswork|assume|gamble|pick|choose|invent|make
two|three|several|both|either readings|interpretations|meanings|answers|people|accounts|files|versions|candidates|matches|places|entries|documents|projects|customers|branches|drafts|numbers|figures|sources|rules
could|can|may|might mean|be ~ or|either
contradict|contradicts|conflict|conflicts|disagree|disagrees|differ|contradictory ~
hinges|hangs|turns on
open question|point|points|questions|issue
trade off
tradeoff|taste
on purpose
intentional|deliberate
for you to
if you mean|meant
which ~ wins|applies|counts|is right|correct
question|questions|point|points|decision|thing|things remains|remain|open
one|two|three|open question|questions|point|points|decision|decisions ~ remains|remain|left|open|keep|keeps|before
""",
    "missing": """
i|we need|require|lack|miss ~ from you|your|access|password|key|token|permission|permissions|credentials|login|code|file|number|address|date|link|rights|a|the|one|two|three|to|you
i|we need|require|lack $
i'm|we're|am missing|lacking|short|blocked|stuck|locked|waiting
i|we can't|cannot|couldn't|can ~ without|until|unless|before
i|we don't|do|didn't have|know|see ~ which|access|your|the|permission|what|who|a|where|how|whether|any
not ~ have access|permission|permissions|rights
no access|permission|permissions
access denied
is|are|still|only missing
what|all ~ missing|needed|lacks
missing is|are|from
without it|that|them|this|those|the|your|a|one|knowing|at
needs ~ from you|your|password|token|account|owner|admin
you ~ didn't|haven't|forgot ~ say|said|mention|attach|tell
wasn't|weren't|isn't|aren't attached|included|specified|shared
belongs to|only
only ~ owner|admin|you|somebody|someone
has|have|had ~ to be done by you
expired|expires
doesn't|don't|didn't say|tell|specify|mention|give|state|name
asks|wants|requires|demands|insists|requests ~ code|password|login|captcha|token|key|number|card|account|role
one ~ time code
someone with
from you
from|by you ~ would|is|are
isn't|aren't|not in|on your|the|there ~ message|ticket|brief|document|notes
without your ~
not connected|logged|authorised|authorized|allowed|a
not|isn't|nothing something|mine|anything ~ i|to
blocked|stuck|stopped|held|waiting|stalls|stalled|stops|ends|blocks ~ by|on|at|because|here|until
can't|cannot|couldn't|unable ~ proceed|continue|go|get|past|further|finish|complete|log|access|reach|open|tell|know|see|read
what|all|everything|the ~ i|missing|lacks|need|needed ~ is|is|are
still|also need|needs|missing|needed|lacks|lacking
last|only|one|missing piece|thing|bit|blank|gap|field ~
without ~ can't|cannot|won't|no|impossible|nothing|meaningless|useless
needs|need|requires|require|takes|wants ~ your|admin|owner|human|person|root|sudo|captcha|code|card|signature
verification|security|two|one code|factor|time
captcha|sudo|2fa|otp
account|card|password|key|token|licence|license|certificate|passport ~ expired|missing|yours|owner|holder
personally
only you|someone|somebody|your|an|the ~ can|may ~
beyond|outside|above my|what
someone|somebody ~ has|needs|must|would|with|who ~ to|admin|rights|access|root|owner
""",
    "waiting": """
i'll|i|am|i'm|we're|will wait|waiting|hold|holding|pause|pausing|paused|standing|await|stand|stop|stopping|stopped|awaiting|hold|keep|park|parked ~ for|until|here|off|by|on|with|back|there|your|before|it|at|that
waiting on|for you|your|a|the
before i|you've|you
won't|will|not|don't|doesn't|wouldn't ~ start|touch|happen|proceed|send|delete|go|merge|do|run|publish|begin|continue|want ~ until|before|without|unless|either|any|blindly|yet
want|wanted|like to ~ check|hear|ask|be ~ with|from|you|first|before
on hold
i'll ~ whichever|either
once|when|if|after|until|till|unless|before you|you've|you're|someone|somebody|they|they've ~ grant|granted|give|given|send|sent|share|shared|confirm|confirmed|provide|provided|tell|told|approve|approved|add|added|paste|pasted|decide|decided|choose|chosen|chose|pick|picked|know|say|said|agree|agreed|answer|answered|reply|replied|done|let|signed|sign|upload|uploaded|get|got|create|created|set|fill|filled|log|drop|object
once|when|until|till|as|after i|i've|we|we've ~ have|hear|heard|know|get|got|receive|received
as soon as ~ you|you've|i|i've|that|those|they|it|the|your
once|when|after that's|those|it's|these|they're ~ there|in|set|settled|clear|decided|added|done|known|answered
until|till|unless i|you|i'm|someone|told ~ hear|get|say|tell|know|have|decide|confirm|been|told|otherwise|want|object
hear back|which|you
heard back|from
depends on ~ you|your|answer|reply
waits|waiting for|on|until
needs|need to hear
the moment|minute|second|instant ~
when you are
whenever|when you're|you
until|till then
i've|i'm|i|have paused|stopped|held|parked|stopping|holding|pausing|waiting
nothing ~ until|before|unless|without
not|won't|will|don't ~ before|until|unless|without
and|then|so i'll|i|it'll|we'll|it ~ !also
as soon as ~
whenever you|you're
i'll|i|it|they|we ~ go|goes|start|starts|send|sends|run|runs|begin|publish|merge|carry|continue|finish|resume|do|delete|book|post|apply ~ once|when|until|after|whichever|whatever
i'll|i will|can|take|do|use|go|run|send|post|build ~ whichever|whatever
stopped|stopping|paused|holding|pausing ~ before|here|off|back
i've|i'm|i|have paused|stopped|holding|pausing
""",
    "held": """
haven't|have|not|hasn't|has|nothing|hadn't|didn't|no ~ changed|touched|sent|deleted|imported|published|started|merged|booked|paid|done|moved|made|written|removed|pushed|applied|executed|run|committed ~ yet|anything|far|it|them|either|nothing|so
nothing ~ changed|touched|sent|deleted|imported|published|moved|removed|booked|started|been
not yet
isn't|not|hasn't|haven't|aren't ~ yet|sent|published|live|merged|deleted
untouched
still there
left ~ alone|untouched|as
provisionally
draft|drafts|drafted|prepared|provisional|tentative|tentatively
still|left|kept|remains|is|are|stays|leave|leaving a|as|in|on|untouched|unchanged|alone|both|it|them ~ draft|is|are|was|were|for|untouched
on ice
nothing|none|neither ~ been|is|was|has|yet ~
""",
    "offer": """
would you like|want me to ~ also|too|next|add|do|same|as|extend
want|like me to ~ also|too|as|same
shall|should i also|too|extend
feel free
let me know if you|you'd|anything|there's|that|it|something|any|this
let me know ~ i'll|and ~ change|adjust|tweak|tune
anything else
any questions|other
hope this|that|it
reach out
have fun
enjoy
good luck
let me know how
if you'd|you ~ like|want|prefer|wish|rather
if that's ~ useful|helpful|interest|wanted
if anything|something|any ~
if you need|ever|have|notice|find|spot
say so
just ask|shout
""",
    "more": """
also|too|additionally|further|furthermore|extra|another|optional|optionally|afterwards|later
as well
same for|thing|treatment|way|with|to
in addition
next time|week|month|year
go|explore|dig deeper
more detail|details|examples|ideas|options|variants
version|variant|template for|with|in
one more
a version
shorter|longer version
""",
    "kind": """
happy|glad to
i|we can|could|may|might also|easily|gladly|happily|add|do|turn|extend|convert|help|make|draft
could|can also
i could
""",
}
