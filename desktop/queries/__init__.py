"""What a screen, a form or an export reads, as plain frozen dataclasses."""
