"""Campaigns, their themes and members, the window and who may do what in which phase."""
