"""Rules that hold for the source as a whole, each seen to fail on a planted defect."""
