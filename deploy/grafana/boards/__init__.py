"""Every dashboard as a table of panels, and what turns such a table into Grafana's JSON.

The home of grafana_foundation_sdk. Run by `make docs`; knows no person, no session and no
address. A metric that the reference does not list cannot be named here.
"""
