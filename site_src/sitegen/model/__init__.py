"""The nouns: what the stages hand to one another.

All are frozen; those that go into a key or through a pipe are plain data, and the many are spared the search for
cycles (`gc=False`): frozen values of frozen values have none. Text that came from a digest is kept
as its source here (`Paper.title`, `Paper.abstract`): `prose.py` turns it into `Prose` where a page is made, so that
reading an archive costs little and nothing rendered has to be stored.
"""

from sitegen.model.archive import (
    Appearance,
    Archive,
    Author,
    Day,
    DayCount,
    IdRecord,
    LinkRecord,
    ListedPaper,
    PartRecord,
    Record,
    RelatedLists,
    Revision,
)
from sitegen.model.artifact import Artifact, Redirect
from sitegen.model.content import (
    FIELDS,
    WORDING,
    Contents,
    Credit,
    Date,
    Defaults,
    Digest,
    Evidence,
    Identifier,
    Labels,
    Link,
    Listing,
    Outline,
    Paper,
    Part,
    Prose,
    Recipe,
    Source,
)
from sitegen.model.document import Alias, Document, Reference
from sitegen.model.status import ContentIssue, Entry, Finding, Ledger, Period, State
from sitegen.model.watch import Rule, RuleDay, Term, Watched

__all__ = [
    "FIELDS",
    "WORDING",
    "Alias",
    "Appearance",
    "Archive",
    "Artifact",
    "Author",
    "ContentIssue",
    "Contents",
    "Credit",
    "Date",
    "Day",
    "DayCount",
    "Defaults",
    "Digest",
    "Document",
    "Entry",
    "Evidence",
    "Finding",
    "IdRecord",
    "Identifier",
    "Labels",
    "Ledger",
    "Link",
    "LinkRecord",
    "ListedPaper",
    "Listing",
    "Outline",
    "Paper",
    "Part",
    "PartRecord",
    "Period",
    "Prose",
    "Recipe",
    "Record",
    "Redirect",
    "Reference",
    "RelatedLists",
    "Revision",
    "Rule",
    "RuleDay",
    "Source",
    "State",
    "Term",
    "Watched",
]
