"""What every program of a test is born with: all imports done, and the doors built once.

Imported by the process that others are forked from (`tests.programs`), and by nothing else. Nothing
is connected in here, and no setting is read.
"""

from __future__ import annotations

import gc
from importlib import import_module

import anyio
import anyio.lowlevel
import uvicorn
from sqlalchemy.orm import configure_mappers

import api.app
import tests.faults.api_with_faults
import tests.faults.planner_with_faults  # noqa: F401 - forked as well
import workers.run

for module in workers.run.ACTOR_MODULES:
    import_module(module)
configure_mappers()
_doors = api.app.build()
_config = uvicorn.Config(_doors, ws="none", log_config=None)
_config.load()
anyio.run(anyio.lowlevel.checkpoint)


def _built() -> api.app.Doors:
    """The doors that every fork has already; it opens them to its own house."""
    return _doors


api.app.build = _built
gc.collect()
gc.freeze()  # no fork looks through it again, so its pages stay shared
