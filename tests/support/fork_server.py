"""Preloaded by multiprocessing's fork server: the imports of the application, and what its creation compiles.

Never imported by the tests themselves: it patches the standard library for gevent, as ``wsgi.py`` does.
"""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402

gc.disable()

import importlib  # noqa: E402
import pkgutil  # noqa: E402
import tempfile  # noqa: E402

import flask.cli  # noqa: E402, F401
from sqlalchemy.orm import configure_mappers  # noqa: E402

import labapp  # noqa: E402
from labapp.config import load_settings  # noqa: E402
from tests.support.command import SECRETS  # noqa: E402
from tests.support.compiled import keep_compiled_routes  # noqa: E402

# Every module that a start would import, but not the entry point, which creates the application.
for _module in pkgutil.walk_packages(labapp.__path__, "labapp."):
    if _module.name.split(".")[1] not in ("migrations", "gunicorn_conf"):
        importlib.import_module(_module.name)

# This application is never used: the routes that it compiles are kept, for those of the forked processes.
keep_compiled_routes()
with tempfile.TemporaryDirectory(prefix="lab-routes-") as _directory:
    labapp.create_app(load_settings(SECRETS | {"INSTANCE_PATH": _directory, "LOG_LEVEL": "WARNING"}))
configure_mappers()
gc.collect()
gc.freeze()
