"""What an admin does against what should not be there: redaction, and undoing an account.

**Redaction** purges unlawful words for good and keeps the chain of revisions: a text becomes empty, a title ``…``,
a summary empty, and their SHA-256 stays. It is pointed out in one revision, as a whole text or as a **passage**.
**Undoing an account** takes back, in new revisions, what one account did to the pages of a campaign. Each of its
revisions meets one **fate**: clean, conflicting, gone, created or redacted.
"""
