"""What happened in a campaign, told to people in their words."""
