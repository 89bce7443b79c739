"""Participation in a campaign: how many people did what, in groups of five or more."""
