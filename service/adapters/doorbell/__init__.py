"""The queue and the hints between processes, on Redis or Valkey: arq and pub/sub.

A doorbell and nothing more: whatever stands here may vanish at any moment, so nothing
may be read from it that the database does not say as well. The home of arq's client
and of redis; the workers' side of arq lives in `service.worker`.
"""
