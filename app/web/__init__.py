"""What every router shares: problems, paging, preconditions, retries. Knows HTTP, knows no domain."""
