"""Preloaded by multiprocessing's fork server: the imports of the application, without its creation.

Never imported by the tests themselves: it patches the standard library for gevent, as ``wsgi.py`` does.
"""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402

gc.disable()

import importlib  # noqa: E402
import pkgutil  # noqa: E402

import flask.cli  # noqa: E402, F401

import labapp  # noqa: E402

# Every module that a start would import, but not the entry point, which creates the application.
for _module in pkgutil.walk_packages(labapp.__path__, "labapp."):
    if _module.name.split(".")[1] not in ("migrations", "gunicorn_conf"):
        importlib.import_module(_module.name)
gc.collect()
gc.freeze()
