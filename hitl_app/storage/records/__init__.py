"""The records of a workspace in the words of the trade; the same on every engine."""

from hitl_app.storage.records.arrivals import ArrivalRecords
from hitl_app.storage.records.figures import FigureRecords
from hitl_app.storage.records.own import OwnRecords
from hitl_app.storage.records.pages import PageRecords
from hitl_app.storage.records.policies import PolicyRecords
from hitl_app.storage.records.reviews import ReviewRecords


class StoredRecords(
    ArrivalRecords, ReviewRecords, OwnRecords, PolicyRecords, FigureRecords, PageRecords
):
    """All records, inside one transaction of an engine."""
