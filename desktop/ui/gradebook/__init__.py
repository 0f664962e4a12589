"""The gradebook tab: course sheets, class view, locks, and why an average is what it is."""
