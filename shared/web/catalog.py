"""The words of the pages in the second language. Vietnamese is what stands in the templates; English is looked up."""

from collections.abc import Iterator, Mapping

import jinja2
from jinja2 import nodes

from shared.http.language import Language


class Catalog:
    """Vietnamese text → English text; a text that is not there stays Vietnamese."""

    def __init__(self, *english: Mapping[str, str]) -> None:
        """Later mappings win over earlier ones."""
        self._english: dict[str, str] = {}
        for mapping in english:
            self._english.update(mapping)

    def text(self, vietnamese: str, language: Language) -> str:
        """The text in a language; its ``{places}`` are not filled."""
        return self._english.get(vietnamese, vietnamese) if language == "en" else vietnamese

    def __contains__(self, vietnamese: str) -> bool:
        return vietnamese in self._english


def texts_of(environment: jinja2.Environment, template: str) -> Iterator[str]:
    """Every text that a template asks to be translated with ``_("…")``: for the test that none is forgotten."""
    loader = environment.loader or jinja2.BaseLoader()
    source, _, _ = loader.get_source(environment, template)
    for call in environment.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_" and isinstance(call.args[0], nodes.Const):
            yield call.args[0].value
