"""English."""

from service.agent.endings.lexicon.english_asking import ASKING
from service.agent.endings.lexicon.english_doubting import DOUBTING
from service.agent.endings.lexicon.english_needing import NEEDING

EN = {
    **ASKING,
    **DOUBTING,
    **NEEDING,
    "me": """
i|i'll|i'm|i've|i'd|me|my
""",
    "modal": """
would|could|should|must|might|may|needs|ought
""",
    "next": """
let's now|see|check|start|look|begin|try|run|first|fix|take
i'll|i will|shall|am|i'm now|next|then|start|begin|continue|proceed|first|go|check|run|write|update|add|look|do|move|also|create|fix|try|finish|follow|get|work|take|make|search|read|score|come|going|moving|starting|continuing|proceeding|working|let|put|turn|convert|test|open|use|implement|rerun|compare|pull|going
i'm|am going|about to
now|next ~ i'll|i'm
next|following|remaining step|steps|up|comes|is|on|are
up next
^ moving|continuing|proceeding|going|turning|working|starting|heading|switching on|with|to|now|through|by|from|over|it
moving|continuing|proceeding|working on|with|to|now|through
plan is to
remains|left is|for|to
on to
starting|beginning now|with
will|would then|now|next ~
let me !know|hear|have|in
^ trying|checking|running|reading|looking|searching|opening|fetching|analysing|analyzing|processing|generating|compiling|working|continuing|moving|starting
here's|here|this how|what|the i'll|i|i'd|we|plan|i'm
my|the plan ~ is|follows|next
i|i'll|we'll ~ start|begin|try|tackle ~ with|by|from
will be next|added|done|tackled|handled
that's the|my way|plan|next
i'll|i|will ~ then|now|next|after|first
next up|in|on|comes|is|are|step|i|i'll|come
coming up|next
still|keep|currently working|going|looking|digging|investigating|checking|reading|trying
working on|through|my
time to
now for|to|on|the|that|we|i|let
will then|next|now|also ~
after that|this i'll|comes
i'm|am|we're now|currently !waiting|blocked|stuck|holding|paused
i|i'll|we need|want|have to check|look|see|read|verify|test|investigate|dig|find|trace|compare|measure|update|fix|run|go
here's|here|is my|the plan|approach ~
dig|digging|look|looking deeper|further|closer
continue|resume where|in my|from
about to
from there
now|next|then|first|afterwards|finally i'll|i|i'm|let|comes|come|up ~
so i'll|let
now for|to the|check|run|verify|see|look|fix|test|on
next|then ~ i'll
let me|us|me !know|hear|have|in
i'll|we'll start|begin|have|pick|get ~ by|with|a|up|to|into|on
comes|come|is|are|follow|follows next|then|after $
comes|come next
will|should tell|show|reveal|say $
checking|looking|testing|reading|comparing ~ will|should
launched|started|kicked off
come|comes|follow|follows after ~ that|this $
next thing|item|part|one is
^ hmm|hm|interesting|odd|strange|weird|curious
that's odd|strange|weird|interesting
checking|running|starting|doing|going|working|moving|building|trying|fixing|looking|reading|opening ~ now
i|i'll want to|need|have ~ first|locally|before
^ actually wait
""",
    "later": """
get|come|circle back ~ to|with|once|when|as|soon|later
i'll|i|we|will update|notify|report|post|send|share|ping|let|inform|email|deliver|have|message|follow|be|tell ~ you|back|know|it|the|once|when|as|soon|later|results|result|tomorrow|shortly|here
in progress
under way
check back
^ one|a|just moment|sec|second|minute|a
just|me a|one moment|minute|sec|second
take|takes|be a moment|while|bit
be right back
stay tuned
shortly|soon|momentarily $
should be ready|done|finished|available
when|once|as|after it|it's|they|that's|they're|the ~ finish|finishes|finished|done|complete|completes|ready|over|through
on its|their|the way
by tonight|tomorrow|monday|friday|end
is|are|still|now|it's|they're|keeps running|underway|processing|compiling|building|training|uploading|downloading|syncing|indexing|crunching|rendering
in|under|into|to ~ background
is|are under|on way|its
queued|kicked|started ~ off|job|run|background
you'll ~ hear|receive|get|find|have ~ soon|later|shortly|when|once|from
expect ~ minutes|hour|hours|tomorrow|soon|shortly
you'll|you will|shall ~ hear|get|receive|have ~ from|results|report|update|soon
watch|keep this|an|your ~ space|eye|inbox
being ~ processed|generated|prepared|compiled|uploaded|built
will|should|is|be ~ arrive|follow|ready|available|finished|done|complete ~ soon|later|when|in|by|shortly|tomorrow
i'll|we'll|will update|notify|report|post|send|share|ping|let|inform|email|deliver|message|follow|tell ~ you|back|it|the ~ once|when|as|soon|later|tomorrow|shortly|here|done
i'll|we'll report|get|come|circle|check back|in
will|needs|may|should take|need ~ minute|minutes|hour|hours|while|moment|overnight
eta ~
expected tonight|tomorrow|shortly|soon|by|in
has|have|was|were started|begun|launched $
^ back in|shortly|soon
hold on
hang|sit|bear|stay tight|with|tuned
you'll ~ have|get|find|receive|hear ~ within|by|in|shortly|soon|tomorrow|when|once
launched|started|queued|kicked|triggered ~ for|job|run|off|background
results|result|figures|numbers|report|update|updates will|to ~
currently at|on|in|running|processing
by ~ evening|morning|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|night ~
ready|done|finished|complete ~ within|by|shortly|soon|tomorrow|tonight
one|just a moment|minute|sec|second $
""",
    "partial": """
so|thus far
remaining|unfinished|incomplete|outstanding|partial|partially|halfway
the rest
rest of ~ the|will|is|follows|are|to
not|isn't|aren't|wasn't|haven't|hasn't|nothing ~ finished|complete|done|covered|yet|included|tested|checked|implemented|started|run|reached|processed|verified|gotten
still to do|come|go|be|needs|need|missing|open|left|pending|unwritten
still|yet need|needs|left|have|has|open|pending|missing|to|outstanding|untested
to be continued|done|completed|added|written|filled|determined|confirmed
ran|run|running out of
limit|quota|budget|timeout|window ~ reached|hit|exceeded|exhausted|ran|hit|used
hit|reached|exceeded|exhausted ~ limit|quota|budget|ceiling|cap
first|top ~ of
stopped|stopping|ended|aborted|gave|broke|died|crashed|cut ~ here|at|after|off|there|up|with|for|when
stops|ends here|there
leave|leaving|left it at|here|there
leave it at
part one|1|of
and so on
same lines|way|pattern|fashion
placeholder|placeholders|stub|stubs|todo|tbd|todos|lorem
didn't|not|couldn't|haven't get|got|gotten ~ to|around|further|through|past
out of|from ~
continue|continues|continued|resume ~ later|tomorrow|next|with|another|from|in
implementation|code|logic|content|text ~ go|goes|belongs here
go|goes here
for now
for the time being
made up
are|is|were examples|example|illustrative|invented|estimates
just|only an|a ~ outline|sketch|mock|skeleton|draft|start|beginning
preliminary
left|leaving out ~ last|hard|rest|others|remaining|most|two|three
skipped|skipping|omitted|omitting ~ last|hard|rest|others|remaining|most|brevity|harder|difficult
for brevity
analogously|likewise
only|just the ~ is|are|was|were ~ done|finished|processed|covered|translated|ready|in|included
i got as|so far
interrupted|halted
to be|being fixed|done|written|added|checked later|next|separately
will follow|come|be ~ later|next|then|separately
to ~ be added|written|completed|filled|done|determined
half of|way|done
don't ~ yet
still on|at the
as|so far as|i ~ got|could|i|get
that's|this is|was as|how far ~
more to come|follow
had|have to stop|cut|skip|leave
haven't|not|didn't|hasn't|never run|tested|verified|checked|tried|looked|reached|opened|read|started|touched
untested|unverified|unchecked|unread
should work
sample|skeleton|outline|dummy|mock|mocked|simulated|simulate|simulating|pretend|hypothetical|example rows|rows|data|one|only|values
first|next few|two|three|four|five|ten|half|batch|part|pass|third|quarter
similarly|likewise|same|analogously for|goes|applies|way
and|plus ~ more|others|rest
repeat|continue|proceed ~ for|with|the
exercise|reader
follow|follows $
half|quarter|third of|done
fill in
still|yet ~ left|remaining|outstanding|todo|missing|open
remaining|left|outstanding|todo $
same|similar manner|way|pattern|style|fashion|approach|to ~
others|other|rest|remaining ~ same|similar|similarly|manner|pattern|way|alike
as|an|for example|examples of|for
a sample of
sample of
are|remain still ~ open|missing|left|untranslated|untested|unwritten|to
yet to be
to go $
still to go
made|make|making a start
so far
got|i've|i'm ~ as far as|to the
come|comes ~ after that
only|just the first|one|two|three ~
apply|repeat the same
""",
    "ack": """
^ sure|okay|ok|certainly|absolutely|understood|roger|alright|right|perfect|great|gladly|yes|noted|copy
^ of course
^ got it
^ on it
^ will do
^ no problem
^ happy to
^ sounds good
^ right away
^ i'll|i will|can|am|understand
^ thanks|thank
^ working on
^ noted|absolutely|happy|will|copy|understood|good
^ good question|idea
^ let me
^ i'd be|love
""",
    "sorry": """
sorry|apologies|apologise|apologize|unfortunately|regrettably|afraid|alas
""",
    "unable": """
could|would not|n't be|load|open|start|run|work|respond|find|connect|read|reach|get
wouldn't|couldn't be|load|open|start|run|work|respond|find|connect|read|reach|get
doesn't|don't|didn't support|recognise|recognize|allow|let|accept
none|neither|nothing of ~ worked|works|helped|succeeded
none|neither|nothing worked|works|helped|succeeded
blocks|blocked|rejects|forbids ~ access|request|requests|automated|bots|scraping
still|keeps|keep fail|fails|failing|red|broken|crashes|hangs|throws|returns|there
problem|error|issue|bug|failure persists|remains
beyond|outside what|my ~
can't|cannot be done|finished|completed|made|read|opened
no|any tool|means|way ~ for|to|of
more|further investigation|digging|research|debugging|analysis
not able|possible|work|working|successful|succeed|going|reachable|available|readable
i|we could|was|were|am|did not
doesn't|didn't|don't|isn't|wasn't work|help|load|open|start|respond|run|exist|respond|build
failed|fails|failing|failure|refused|refuses|rejected|rejects|denied|forbidden|unauthorized|unreachable|unreadable|timed
error|exception|errors
gave|give|giving up
nothing ~ works|worked|helps|helped
no ~ luck|success
keeps|kept ~ failing|crashing|returning|timing|reloading|refusing|throwing
at a loss
dead end
out of ideas|options
stuck
tried
threw|throws|returned|returns|hit|got|gets|answered|answers|says|said|ended|exits|exited|responds|reports ~ error|errors|exception|400|401|403|404|429|500|502|503|timeout|code|nothing|denied
no such|access|permission|space|connection|route
permission|access|connection denied|refused|reset
not found|supported|allowed|installed|permitted|working
timed out
didn't|did ~ manage|succeed|help|work|find|get
crash|crashes|crashed|crashing|hangs|hung|broken|breaks|broke|corrupt|corrupted|garbage|garbled|unsuccessful|impossible
won't ~ start|load|open|install|build|compile|connect
to no avail
wasn't|weren't|isn't able ~
didn't|did work|help
that didn't work
tried again
zero bytes
couldn't|unable
i|we|it|that can't|cannot|won't ~ !be
""",
    "done": """
done|finished|completed|complete|fixed|created|added|updated|removed|deleted|renamed|replaced|saved|sent|published|merged|deployed|committed|installed|implemented|converted|translated|moved|written|generated|refactored|corrected|uploaded|posted|exported|imported|booked|wrote|rewrote|rewritten|cleaned|closed|archived|sorted|shortened|formatted|attached|scheduled|cancelled|canceled|paid|split|upgraded|restored|reduced|changed|migrated|configured|built|rotated|wired
has|have|was|were been|now|all|successfully carried|handled|addressed|applied|rolled|switched|enabled|disabled|put|resolved|set|made|taken|run|brought|prepared|performed|rebuilt|reverted|reset|transferred|processed|delivered
is|are|now|all|everything ready|live|place|passing|clean|green|up|complete|correct|fine|done|set|in|valid|well
tests|checks|everything|test|suite|build|it|all pass|passes|passed|green|works
all|full ~ tests|checks ~ pass|passes|passed|green|clean
now works|runs|passes|returns|uses|takes|has|shows|loads
here is|are|you
here's
below|attached is|are
no|zero|without errors|findings|issues|problems|warnings|regressions
as intended|expected|requested
confirmed|verified|checked|tested
cause|culprit|reason|root|because
yes|no
i'd|i|my recommend|suggest|assumed|recommendation|estimate|favourite|advice
there is|are
scheduled|works|passes|passed|matches|match|found|covers|checked|compared|reviewed|totals|summary|result|total|average|ranks|confirmed|resolved|works|succeeded|applied|tested|signed|registered|reserved|merged|answered|explained|loads|returns
rolled|holds|cut|trimmed|reverted|linked|pointed|dropped|contains|contain|listed|verified|stored|lies|kept|follows|accepted|switched|caused|explains|decided|owns|belongs|identical|down|live|again
gone|archived|covered|preserved|switched|ended|enforced|restored|shipped|enabled|disabled|published
went through
is|are|was|were gone|archived|out|over|back
""",
    "you": """
you|your|yours|you'd|you've|you'll|you're
""",
    "limb": """
the|a|an|and|or|of|to|with|for|by|which|is|are|was|were|as|at|from|than|but|because|if|when|its|their|his|her|your|my|could|would|will|can|each|has|have|had|be|not|into $
weaker|more|very|so|only|also|who|where|while|how|then|we|i|you|he|she|this|these|those|both|between|about|after|before|until|during|per|via|such|some|any|no $
""",
    "common": """
i|i'm|i've|i'll|i'd|it|it's|this|there|we|they|do|does|did|not|what|who|how|so|now|all|been|can't|don't|doesn't|isn't|me|was|were|one|two|three|more|no|yes|please|here|some|any|out|up|the|and|of|to|that|with|for|which|just|once|only|hello|thanks|done|noted|nothing|everything|yet|still|again|but|is|are|be|has|have|had|on|at|in|from|by|as|an|will|would|can|could|should
""",
    "or": """
or
""",
}

LANGUAGES = (EN,)
