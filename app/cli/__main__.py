"""``python -m app.cli`` is ``bonsens``."""

from app.cli import main

main()
