"""What every channel promises to people, asked of each in the same words.

A `Front` is how a person uses one channel of a running heddle; the promises know nothing else.
"""
