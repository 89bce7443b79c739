"""Signing in with the company on the wire."""

from app.fields import Wire


class ProviderOut(Wire):
    id: str
    """The name of the provider in addresses."""
    title: str
    """What its button says."""
    login: str
    """Where a browser goes to sign in with it; ``next`` says where it comes out."""


class ProvidersOut(Wire):
    items: list[ProviderOut]
    """What is listed, in the order of the configuration."""


class SignedOutOut(Wire):
    url: str | None
    """Where the browser goes to be signed out at the provider too; null where the provider has no such page."""
