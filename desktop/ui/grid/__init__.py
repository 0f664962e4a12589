"""The spreadsheet that every grid of the program is: see `sheet.py` for what it shows."""
