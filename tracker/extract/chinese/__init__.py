"""Reading Chinese, simplified and traditional: how its numerals, hedges, clauses and speakers are told apart."""
