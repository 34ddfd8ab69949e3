"""
Stubs at run time, over a local HTTP API: `kruispunt up --stubs-port N`.

`orders.py` turns names into a stub and needs no web server; tests in Python use it too
(`testing/trouble.py`). The rest is the API: `server.py` listens, `guard.py` lets in,
`api.py` has the paths, `models.py` the JSON, `desk.py` the stubs, `calls.py` the log.
FastAPI and uvicorn are imported only where that port is wanted.
"""
