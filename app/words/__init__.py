"""Every sentence that people read, by a code, in each language that is spoken here. Knows no domain."""
