"""The central server: accounts, the verdict on every command, and the feed of changes."""
