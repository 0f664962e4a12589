"""The encrypted local file: its keys, its engine, backup, migrations; executes commands here."""
