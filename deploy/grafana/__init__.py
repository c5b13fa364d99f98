"""Grafana: the dashboards as JSON, and `boards`, the code that writes them."""
