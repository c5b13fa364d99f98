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
ready ~ for me to
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
""",
    "tell": """
let me know which|what|whether|how|who|where|when|if|the|your|once|and|as|when
let me know $
let|please ~ know ~ prefer|want|decide
tell|show|inform|advise|remind me which|what|whether|how|who|where|when|if|the|your|once|to|that|you|a
tell me $
tell me and
ping|write|message|email|call|text|drop me when|once|as|a|your|back|and|if|with|in|at
write me a line
give me a shout|nod|yes|ping|sign|word|number|name|date|hint|link|list|thumbs
give me the|your|one|access|an
please confirm|choose|pick|select|specify|provide|share|send|paste|upload|attach|advise|clarify|indicate|supply|enter|give|add|grant|reply|respond|decide|approve|sign|log|run|check|verify|drop|point|phone|call|fill|tell|let|review|state|name|answer|put|forward|open|set|make|say|complete|export|copy|reconnect|plug|restart|allow|enable
kindly confirm|choose|provide|share|send|let
pick|choose|select one|a|any|whichever|the|which|between|your
confirm|specify|clarify ~ which|whether|what|that|if|the|and
send|share|paste|upload|attach|forward|drop|post|give|hand me|us|them|it|the|that|those|over|here|in|your|a|which|both|either
type|enter|paste|put|drop|add|place it|them|the ~ here|in|into|there
could|can|would|will you please|also|confirm|tell|share|send|give|provide|paste|check|clarify|upload|point|let|specify|attach|grant|add|run|look|describe|say|forward|show|approve|log|name|sign|drop
do|did|are|were|is|have|will|would|can|should you|your|this|these
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
""",
    "which": """
which|what|who|whose|where|when|how ~ do|would|did|should|will|are|can you
which|what|who|where|when|how ~ should|shall|may|do|can|would|must i
how would|do|should you|i
which of
which|what one|ones|version|option|account|file|date|name|language|format|audience|size|budget|time|day|of|do|is|should|would|number|address|tone|environment
what would you
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
""",
    "waiting": """
i'll|i|am|i'm|we're|will wait|waiting|hold|holding|pause|pausing|paused|standing|await|stand|stop|stopping|stopped|awaiting|hold|keep|park|parked ~ for|until|here|off|by|on|with|back|there|your|before|it|at|that
waiting on|for you|your|a|the
before i|you've|you
won't|will|not|don't|doesn't|wouldn't ~ start|touch|happen|proceed|send|delete|go|merge|do|run|publish|begin|continue|want ~ until|before|without|unless|either|any|blindly|yet
want|wanted|like to ~ check|hear|ask|be ~ with|from|you|first|before
on hold
then|and i'll|i|we|i'd|it|it'll|they ~ can|will|go|start|send|do|carry|continue|finish|run|pick|take|make|build|put|register|book|complete|apply|get|set|merge|proceed
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
""",
    "offer": """
would you like|want me to ~ also|too|next|add|do|same|as|extend
want|like me to ~ also|too|as|same
shall|should i also|too|extend
happy|glad to
feel free
let me know if you|you'd|anything|there's|that|it|something|any|this
let me know ~ i'll|and ~ change|adjust|tweak|tune
anything else
any questions|other
i|we can|could|may|might also|easily|gladly|happily|add|do|turn|extend|convert|help|make|draft|walk
could also
can also
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
}
