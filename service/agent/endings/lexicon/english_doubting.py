"""English: what somebody hopes to have done, or wonders about."""

DOUBTING = {
    "hoped": """
should|ought|would|will|might ~ work|fix|solve|resolve|help|cure|do|suffice|stabilise|stabilize|stop $
should|ought|would|might ~ fix|solve|resolve|cure|make|prevent|take|get
should|ought be|to|now ~ fixed|fine|ok|okay|enough|working|stable|better|gone|work|works
think|believe|hope|expect|guess this|that|it ~ will|should|works|does|is|was
should now|work|pass|run
in theory
hopefully
one would|could|might
the fix|approach|idea|solution|way is|would|could|will
""",
    "wonders": """
^ maybe|perhaps|possibly|probably|presumably|likely
might|could|may be|have|also|well be|a|an|the|it|due|related|been|that
i suspect|wonder|guess|assume|imagine
not|isn't|unclear sure|clear|certain why|yet|what|how|where|whether
^ wait|hmm|hm|interesting|odd|strange|weird|curious|actually
my guess|hunch|suspicion|theory
^ unless
could it
the|its|real|exact|root cause ~ unclear|unknown|open
""",
}
