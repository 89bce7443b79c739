"""How people come in: invitations, codes to join by, and lists of people."""
