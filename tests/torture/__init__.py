"""Real servers and real databases under many writers, kills and closes, and the judges of what is left."""
