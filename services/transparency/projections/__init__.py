"""From events to the read model: each function takes a batch of one type and writes it with a few set-based statements.

An event never needs another one to have come first: it is kept under the ids it names and explained when they arrive.
"""
