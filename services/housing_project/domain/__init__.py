"""The rules, pure: ``house`` is the state machine, ``acts`` its commands, ``refusals`` every way of saying no."""
