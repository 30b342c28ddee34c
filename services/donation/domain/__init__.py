"""The rules of this service: pure, without I/O, with time and ids as arguments."""
