"""Every change that anyone can make: who may, when it is refused, what it writes."""
