"""Another system's history taken in: a mapping says what its words mean here, every row is accounted for."""
