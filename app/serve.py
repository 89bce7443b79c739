"""What uvicorn imports: the application for the settings of the environment."""

from app.config import Settings
from app.logs import configure_logs
from app.main import create_app

settings = Settings()
configure_logs(settings.log_format)
application = create_app(settings)
