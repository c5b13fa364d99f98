"""`heddle doctor`: one check after another, each with the next step for what it finds wrong.

Changes nothing on the machine and makes no file.
"""
