"""What several kinds of tests need and conftest.py only wires."""
