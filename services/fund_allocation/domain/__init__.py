"""The rules of the fund's money, pure: facts in, a result or a typed refusal out. No clock, no database."""
