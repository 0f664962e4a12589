"""How fast the program is on a school of 40 classes: a table, and build/bench.json."""
