"""The append-only, hash-chained log of every act. Holds ids and facts, never names, texts or choices."""
