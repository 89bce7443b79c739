"""Signing in with the company: from the provider's word to an account, its roles and a session."""
