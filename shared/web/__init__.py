"""What public and staff pages are made of: templates, style, charts and words."""

from shared.web.assets import Assets
from shared.web.catalog import Catalog, texts_of
from shared.web.charts import Bar, Share, bars, stacked_bar, thin_bar
from shared.web.pages import Pages, format_day, format_instant, language_of_page
from shared.web.sankey import Level, Link, Node, flow

__all__ = [
    "Assets",
    "Bar",
    "Catalog",
    "Level",
    "Link",
    "Node",
    "Pages",
    "Share",
    "bars",
    "flow",
    "format_day",
    "format_instant",
    "language_of_page",
    "stacked_bar",
    "texts_of",
    "thin_bar",
]
