"""How a database becomes what this heddle needs: one file a step, in `versions/`.

Shipped in the package, so that whatever runs heddle can migrate. A step that was released
is never edited; a change of the tables is a new step.
"""
