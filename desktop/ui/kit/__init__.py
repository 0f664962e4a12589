"""The parts that all screens are made of; their colours come from the style sheet by property."""
