"""What is deployed elsewhere: the image, compose, Kubernetes, monitoring. Nothing is started here
that needs a container engine; what the files say is held against the code.
"""
