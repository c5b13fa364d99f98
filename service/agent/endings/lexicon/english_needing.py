"""English: what somebody lacks, waits for, or leaves to another to decide."""

NEEDING = {
    "decide": """
leaves|leave|left ~ open
both are|would|could possible|be|work
exceeds|above|over|past|beyond ~ budget|limit|cap|ceiling
two|three|few|some things|points|questions|items ~ open
i|we need you to
neither|not|isn't ~ mine to
the one|ones you ~ like|prefer|pick|choose|want
has|needs|must|have|need to be ~ you|human|person|owner|somebody|someone
whoever ~ owns|wrote|signs|runs|decides|is
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
over|up to you
hand|handing|send|sending|pass|passing|throw ~ back to you
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
not|isn't|don't|i'm comfortable|confident|authorised|authorized|entitled|happy|willing ~
on my own authority|initiative|account
for|is ~ you|legal|finance|management|manager|owner|boss|somebody|someone to say|decide|judge
you're|you are the only
as|however|whichever you like|wish|prefer|please|want
i'd|i would rather|prefer|like ~ first|you|yes|ask|wait|check|know|guess
a yes|ruling|word|verdict|decision ~ first|from
question of ~
manager's|your discretion
wrong one|choice|guess
lean|leaning|inclined towards|toward|to
not|won't|can't ~ on my own
not going to commit|decide|guess|choose|assume|risk
in or out
how ~ play|handle|treat|proceed
one decision|question|thing|choice left
agreed $
""",
    "missing": """
i'll|we'll|i|we need a|the|an|your|read|write|admin|access|root
link|attachment|file|image|photo|picture ~ dead|broken|empty|missing|attached
link|attachment|file|image|photo|picture didn't|doesn't|hasn't|never come|came|arrive|arrived|reach|open|upload
no|without file|attachment|picture|image|document|screenshot|photo ~ attached|came|arrived|reached|message
code was|is|has|went sent|been|to ~ phone|mobile|you|email
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
i'd|i|i'll|we|we'd need|require the|a|an|your|some|more|from|either|two|three|one|to
left|remain|remains|stays|stay|is|are blank|empty|missing|unfilled ~
once ~ known|clear|there|in|filled
which|whichever ~ easier|less|quicker ~ you
nothing in your|the ~ mentions|says|tells
isn't|aren't|neither|none ~ in|names|mentions|mails|notes|message
i've|have|got no login|account|access|rights|way|password|key
drop|put it|them ~ in|into
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
and|then|so i'll|it'll|we'll ~ !also
and|then|so i|it|we can|will
as soon as ~
whenever you|you're
i'll|i|it|they|we ~ go|goes|start|starts|send|sends|run|runs|begin|publish|merge|carry|continue|finish|resume|do|delete|book|post|apply ~ once|when|until|after|whichever|whatever
i'll|i will|can|take|do|use|go|run|send|post|build ~ whichever|whatever
stopped|stopping|paused|holding|pausing ~ before|here|off|back
i've|i'm|i|have paused|stopped|holding|pausing
if|once|when you're|you|everything|all|it|that ~ happy|fine|ok|okay|satisfied|good|right|like|approve|agree ~ i'll|i|it
won't|not|can't|nothing ~ before ~ cleared|clear|settled|decided
""",
    "held": """
i|i've|have not|never pressed|clicked|submitted|started|booked|ordered|paid|run|applied|saved
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
}
