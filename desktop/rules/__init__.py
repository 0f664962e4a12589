"""What the regulations say: pure functions and values, no SQL, no Qt, no clock."""
