"""The way in: `hitl-app` and `python -m hitl_app`."""

from datetime import UTC, datetime

from hitl_app.commands.tree import root


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # here the clock is read, and handed on as an argument


def main() -> None:
    """Run what the command line asks for, and leave with its exit code."""
    root.main(prog_name="hitl-app", obj=_now)


if __name__ == "__main__":
    main()
