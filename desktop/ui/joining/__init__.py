"""The way of a computer to the school's server: connection code, sign-in, first pull."""
