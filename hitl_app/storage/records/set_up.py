"""Projects and people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import orjson

from hitl_app.domain.case import CaseKind, GuideEntry, Project
from hitl_app.domain.errors import Refused
from hitl_app.domain.reviewer import Person, Role
from hitl_app.storage.records.texts import OnlyTexts, refuse_unkept
from hitl_app.storage.rows import Engine, Row, from_ms, to_json, to_ms
from hitl_app.workflow.ports import NewProject


class SetUpRecords:
    """Projects and people of a workspace."""

    def __init__(self, engine: Engine) -> None:
        """Keep records through this engine's open transaction."""
        self._engine: Engine = OnlyTexts(engine)

    def add_project(self, project: NewProject, salt: str, by: str, now: datetime) -> Project:
        """Set up a project.

        Raises:
            Refused: there is one of that name, or a label cannot be kept.
        """
        for label in project.labels:  # as JSON they would look harmless
            refuse_unkept(label)
        added = self._engine.call(
            "add_project",
            {
                "name": project.name,
                "question": project.question,
                "kind": project.kind.value,
                "labels": to_json(list(project.labels)),
                "guide": to_json([asdict(entry) for entry in project.guide]),
                "reference": project.reference,
                "salt": salt,
                "actor": by,
                "now": to_ms(now),
            },
        )
        if not added:
            raise Refused(f"There is a project “{project.name}” already. Choose another name.")
        rows = self._engine.call("projects", {})
        return _project(next(row for row in rows if row["name"] == project.name))

    def projects(self) -> Sequence[Project]:
        """Return all projects, in the order they were made."""
        return [_project(row) for row in self._engine.call("projects", {})]

    def add_person(self, name: str, role: Role, pin_hash: str | None, now: datetime) -> Person:
        """Add a person, or give one known from imported decisions a role; else leave as is."""
        (row,) = self._engine.call(
            "add_person",
            {"name": name, "role": role.value, "pin_hash": pin_hash, "now": to_ms(now)},
        )
        return _person(row)

    def person(self, name: str) -> Person | None:
        """Return the person of that name."""
        rows = self._engine.call("person", {"name": name, "actor": name})
        return _person(rows[0]) if rows else None

    def people(self) -> Sequence[Person]:
        """Return everybody, by name."""
        return [_person(row) for row in self._engine.call("people", {"actor": ""})]

    def pin_hash(self, name: str) -> str | None:
        """Return the hash of a person's PIN, None without one."""
        rows = self._engine.call("pin_hash", {"name": name})
        return rows[0]["pin_hash"] if rows else None

    def reviewer_codes(self) -> Mapping[str, str]:
        """Return the code that stands for each name in exports."""
        return {row["name"]: row["code"] for row in self._engine.call("people", {"actor": ""})}


def _project(row: Row) -> Project:
    guide = orjson.loads(row["guide"])
    return Project(
        project_id=row["project_id"],
        name=row["name"],
        question=row["question"],
        kind=CaseKind(row["kind"]),
        labels=tuple(orjson.loads(row["labels"])),
        salt=row["salt"],
        created_at=from_ms(row["created_at"]),
        guide=tuple(
            GuideEntry(**{**entry, "mixed_up_with": tuple(entry["mixed_up_with"])})
            for entry in guide
        ),
        reference=row["reference"],
    )


def _person(row: Row) -> Person:
    return Person(
        name=row["name"], role=Role(row["role"]), code=row["code"], has_pin=bool(row["has_pin"])
    )
