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
say|type|reply|answer|write|respond|send|enter yes|no|go|ok|okay|confirm|either
reply|answer|respond with|a|the|just|which
^ say|type|write|send just|which|the word
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
one|a|single|short|quick|brief word|yes|answer|line|nod|reply|confirmation|decision ~ and|is|would|from|on|will
shall we
ok|okay to ~
wants|needs|requires ~ thumbs|approval|review|signature|consent
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
approve|accept|confirm|click|open|sign|enter|grant|solve|tap|press ~ and|then|so
approve|accept|grant|confirm|authorise|authorize it|the|this|that|access
on|at your side|end
say|name|mark|strike|tick which|one|whether|who
check your
wake|nudge|poke|brief me
before|until i ~ look|start|begin|produce|draft ~
useful|helpful|good to have|know
read|dictate|forward|hand me
how do i
get me ~
pick a|one|time|date
one|a quick question|thing|detail|point|decision first|before|for|remains
type|say|write|reply|answer ~ if|to ~ confirm|want|you
have a look ~
type|enter ~ if
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
^ should you|it|anything|a|any|that|something
tell|let me ~ if that|it|anything|you|something|this|there|they
need it|them|this ~ instead
takes a second|minute
if you ~ see|notice|spot|find|hit|run|expect
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
    "if": """
^ if|should|in|unless|otherwise
""",
}
