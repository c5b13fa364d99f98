"""What an operator does to a deployment that runs: look at deliveries and workers, brake, keep
data in order.

Holds what is printed and asked for; what happens stands in `service.usecases`.
"""
