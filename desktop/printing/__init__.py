"""The official forms as PDF."""
