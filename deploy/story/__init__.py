"""The story: a province's published year, played through the public HTTP APIs and compared with what was printed."""

from deploy.story.play import play
from deploy.story.report import Result
from deploy.story.staff import staff_tokens

__all__ = ["Result", "play", "staff_tokens"]
