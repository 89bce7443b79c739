"""Imports every ``models.py``, so that one metadata holds all tables for Alembic and the tests."""

from sqlmodel import SQLModel

import app.audit.models
import app.campaigns.models
import app.credits.models
import app.discussions.models
import app.guides.models
import app.identity.models
import app.identity.sso.models
import app.invitations.models
import app.jobs.models
import app.mail.models
import app.pages.attribution.models
import app.pages.models
import app.questions.models
import app.reviews.models
import app.web.models  # noqa: F401  Imported for what it registers.

metadata = SQLModel.metadata
