"""The one web server: health and metrics here; channels hand it their routes.

The home of Starlette's application and of uvicorn. Knows no session and no person; who
may see what is the business of the channel whose route it is.
"""
