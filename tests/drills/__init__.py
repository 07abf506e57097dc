"""Short drills: what ``make drill`` does at length."""
