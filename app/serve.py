"""What uvicorn imports: the application for the settings of the environment."""

import os
import sys

from app.config import Settings
from app.identity.services import Services
from app.logs import configure_logs
from app.main import create_app

SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter while others wait for it: a small request has many short parts."""

# What is written is for its owner alone.
os.umask(0o077)
settings = Settings()
configure_logs(settings.log_format)
sys.setswitchinterval(SWITCH_SECONDS)
application = create_app(settings)
_services: Services = application.state.services
_services.heavy.start()
