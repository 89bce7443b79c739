"""The sample campaign: settings, people, final texts and the history that leads to them, as package data.

Knows nothing of how a history is played or stored.
"""
