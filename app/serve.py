"""What uvicorn imports: the application for the settings of the environment, behind a proxy or not."""

import os
import sys
from typing import Any, cast

from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.config import Settings
from app.identity.services import Services
from app.logs import configure_logs
from app.main import create_app
from app.web.peers import KeepPeer

SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter while others wait for it: a small request has many short parts."""

# What is written is for its owner alone.
os.umask(0o077)
settings = Settings()
configure_logs(settings.log_format)
sys.setswitchinterval(SWITCH_SECONDS)
_application = create_app(settings)
_services: Services = _application.state.services
_services.heavy.start()
# The server's own handling of these headers would stand in front of what keeps the address of the connection.
_behind = ProxyHeadersMiddleware(cast("Any", _application), os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"))
application = KeepPeer(cast("ASGIApp", _behind))
