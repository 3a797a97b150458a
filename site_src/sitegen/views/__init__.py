"""What templates see. This is the contract between sitegen and themes; `docs/themes.md` is made of it.

A template gets `page` (the view of its kind of page, see `pages/`), `site` (`Site`) and `theme` (`ThemeInfo`), and can
reach for nothing else. All values are frozen. A field named `url` is ready for a link: it already has the site's base
path.
"""

from sitegen.views.base import Page, Site, ThemeInfo, View
from sitegen.views.calendar import (
    Calendar,
    CalendarLevel,
    CalendarMonth,
    Cell,
    DayItem,
    Gap,
    MonthItem,
    MonthLabel,
    Tick,
    YearItem,
)
from sitegen.views.papers import Change, Citations, PaperItem, PartItem, Piece, RelatedPaper, Section, Seen

__all__ = [
    "Calendar",
    "CalendarLevel",
    "CalendarMonth",
    "Cell",
    "Change",
    "Citations",
    "DayItem",
    "Gap",
    "MonthItem",
    "MonthLabel",
    "Page",
    "PaperItem",
    "PartItem",
    "Piece",
    "RelatedPaper",
    "Section",
    "Seen",
    "Site",
    "ThemeInfo",
    "Tick",
    "View",
    "YearItem",
]
