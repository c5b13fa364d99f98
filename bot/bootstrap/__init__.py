"""Where front ends are put together: settings in, running parts out.

The only place of `bot` that reads settings and knows `service.bootstrap`. Imported by
the command line, piece by piece, so that no command loads what another one needs.
"""
