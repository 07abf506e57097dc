"""The reading of English: words, figures, times, who says what of whom."""
