"""The agreement rollup as it comes from the store: cells, kept column by column."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar

from hitl_app.domain.policy import Degree, Route

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Raw = TypeVar("Raw")


@dataclass(frozen=True, slots=True)
class Count:
    """A cell of the agreement rollup: so many decisions of this kind on this day.

    ``human_label`` is empty for what the model decided alone, ``model_label`` empty without
    a prediction. ``band`` is the confidence in twentieths, 0 to 19, or -1. ``reviewer`` is
    set only in counts by person.
    """

    day: date
    policy_version: int
    degree: Degree | None
    model_version: str
    route: Route
    blind: bool
    band: int
    human_label: str
    model_label: str
    n: int
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[T_co]):
    """One thing said of many cells: each value once, and for each cell the place of its value."""

    values: tuple[T_co, ...]
    places: Sequence[int]

    @staticmethod
    def of(given: Sequence[Raw], meant: Callable[[Raw], T]) -> "Column[T]":
        """Return a column of what is meant by what is given, worked out once for each value."""
        found = {value: place for place, value in enumerate(dict.fromkeys(given))}
        places = array("q", map(found.__getitem__, given))
        return Column(tuple(meant(value) for value in found), places)

    def __iter__(self) -> Iterator[T_co]:
        """Go through the values of all cells."""
        return map(self.values.__getitem__, self.places)


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells of the agreement rollup, in the order of the store; each is a ``Count``.

    There are hundreds of thousands in a year, so nobody should go through them one by one to
    make a figure.
    """

    day: Column[date]
    policy_version: Column[int]
    degree: Column[Degree | None]
    model_version: Column[str]
    route: Column[Route]
    blind: Column[bool]
    band: Column[int]
    human_label: Column[str]
    model_label: Column[str]
    n: Sequence[int]
    reviewer: Column[str]

    @classmethod
    def of(cls, cells: Iterable[Count]) -> "Counts":
        """Return cells that came one by one."""
        given = list(cells)

        def column(name: str) -> Column[Any]:
            return Column.of([getattr(cell, name) for cell in given], _itself)

        columns = {each.name: column(each.name) for each in fields(cls) if each.name != "n"}
        return cls(n=array("q", [cell.n for cell in given]), **columns)

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.n)

    def __iter__(self) -> Iterator[Count]:
        """Go through the cells one by one."""
        return map(Count, *(getattr(self, each.name) for each in fields(Count)))


def _itself(value: T) -> T:
    return value
