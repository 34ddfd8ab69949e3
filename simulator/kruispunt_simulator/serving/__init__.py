"""
What `server.py` is made of: one front thread per hop, and workers behind it.

The front (`front.py`) owns every socket: it accepts, shakes hands, waits and reads, and
blocks on none of it. `framing.py` tells it when a request is whole. Only then does a
worker (`workers.py`) see it, so a client that is slow or silent costs memory and never
a thread. `answer.py` turns the whole request into a WSGI call through cheroot.
"""
