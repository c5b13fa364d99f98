"""How the service is put together from settings."""
