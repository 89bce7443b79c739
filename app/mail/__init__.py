"""Mail: letters that wait in the database, and the one way out over SMTP. Knows no person and no campaign."""
