"""What an operator sees and is told: dashboards, rules, alerts, and a real Prometheus on them.

What needs Debian's prometheus and alertmanager skips where they are missing, and fails in CI.
"""
