"""English."""

from service.agent.endings.lexicon.english_asking import ASKING

EN = {
    **ASKING,
    "next": """
let's now|see|check|start|look|begin|try|run|first|fix|take
i'll|i will|shall|am|i'm now|next|then|start|begin|continue|proceed|first|go|check|run|write|update|add|look|do|move|also|create|fix|try|finish|follow|get|work|take|make|search|read|score|come|going|moving|starting|continuing|proceeding|working|let|put|turn|convert|test|open|use|implement|rerun|compare|pull|going
i'm|am going|about to
now|next|then|first|after|afterwards|finally|so i'll|i|i'm|let|comes|come|up|for|to|the|is|on|running|checking
now|next ~ i'll|i'm
next|following|remaining step|steps|up|comes|is|on|are
up next
moving|continuing|proceeding|going|turning|working|starting|heading|switching on|with|to|now|through|by|from|over|it
plan is to
remains|left is|for|to
on to
starting|beginning now|with
i'd add|do|start|go|run
will|would then|now|next ~
let me !know|hear|have|in
^ trying|checking|running|reading|looking|searching|opening|fetching|analysing|analyzing|processing|generating|compiling|working|continuing|moving|starting
here's|here|this how|what|the i'll|i|i'd|we|plan|i'm
my|the plan ~ is|follows|next
i'd|i|i'll|we'll ~ start|begin|try|tackle ~ with|by|from
will be next|added|done|tackled|handled
that's the|my way|plan|next
""",
    "later": """
get|come|circle back ~ to|with|once|when|as|soon|later
i'll|i|we|will update|notify|report|post|send|share|ping|let|inform|email|deliver|have|message|follow|be|tell ~ you|back|know|it|the|once|when|as|soon|later|results|result|tomorrow|shortly|here
in progress
under way
check back
takes|take|taking|need|needs|expect|expected|should|about|roughly|around|estimated|eta|another ~ minute|minutes|hour|hours|day|days|while|moment|seconds|overnight|tomorrow|shortly|soon
hang|sit|bear|stay|stand tight|with|tuned|by
one|a|just moment|minute|sec|second|while
be right back
stay tuned
shortly|soon|momentarily $
should be ready|done|finished|available
when|once|as|after it|it's|they|that's|they're|the ~ finish|finishes|finished|done|complete|completes|ready|over|through
on its|their|the way
overnight
tomorrow
by tonight|tomorrow|monday|friday|end
is|are|still|now|it's|they're|keeps running|underway|processing|compiling|building|training|uploading|downloading|syncing|indexing|crunching|rendering
in|under|into|to ~ background
is|are under|on way|its
queued|kicked|started ~ off|job|run|background
you'll ~ hear|receive|get|find|have ~ soon|later|shortly|when|once|from
expect ~ minutes|hour|hours|tomorrow|soon|shortly
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
only|just the|first|one|two|three|part|some|covered|managed|got|half
first|top ~ of
stopped|stop|stopping|stops|ended|ends|aborted|interrupted|gave|broke|died|crashed|cut ~ here|at|after|off|there|up|with|for|when
leave|leaving|left it at|here|there
leave it at
part one|1|of
and so on
same lines|way|pattern|fashion
fill|filled in
placeholder|placeholders|stub|stubs|todo|tbd|todos|lorem
didn't|not|couldn't|haven't get|got|gotten ~ to|around|further|through|past
out of|from ~
continue|continues|continued|resume ~ later|tomorrow|next|with|another|from|in
would go|be|look|continue
will follow|come|be ~ later|next|then|separately
follow|follows|pending|to $
to ~ be added|written|completed|filled|done|determined
half of|way|done
don't ~ yet
still on|at the
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
""",
    "sorry": """
sorry|apologies|apologise|apologize|unfortunately|regrettably|afraid|alas
""",
    "unable": """
can't|cannot|couldn't|unable|won't|wouldn't
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
""",
    "done": """
done|finished|completed|complete|fixed|created|added|updated|removed|deleted|renamed|replaced|saved|sent|published|merged|deployed|committed|installed|implemented|converted|translated|moved|written|generated|refactored|corrected|uploaded|posted|exported|imported|booked|wrote|rewrote|rewritten|cleaned|closed|archived|sorted|shortened|formatted|attached|scheduled|cancelled|canceled|paid|split|upgraded|restored|reduced|changed|migrated|configured|built|rotated|wired
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
scheduled|works|passes|passed|matches|match|found|ran|reads|takes|includes|covers|assumed|checked|compared|reviewed|totals|is|has|have|summary|result|answer|total|average|comes|ranks
there is|are
""",
    "you": """
you|your|yours|you'd|you've|you'll|you're
""",
    "limb": """
the|a|an|and|or|of|to|with|for|by|which|is|are|was|were|as|at|from|than|but|because|if|when|its|their|his|her|your|my|could|would|will|can|each|has|have|had|be|not|into $
weaker|more|very|so|only|also|who|where|while|how|then|we|i|you|he|she|this|these|those|both|between|about|after|before|until|during|per|via|such|some|any|no $
""",
    "common": """
i|i'm|i've|i'll|i'd|it|it's|this|there|we|they|do|does|did|not|what|who|how|so|now|all|been|can't|don't|doesn't|isn't|me|was|were|one|two|three|more|no|yes|please|here|some|any|out|up|the|and|of|to|that|with|for|which
""",
    "or": """
or
""",
}

LANGUAGES = (EN,)
