"""What every chat platform's front end does alike.

Belongs here: rules about hearing, catching up, taking in and showing that do not depend on the
platform. Never imports a platform's library, and never a front end.
"""
