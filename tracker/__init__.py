"""Claims tracker: keeps figures from articles, checks them on a schedule and flags those that no longer hold."""
