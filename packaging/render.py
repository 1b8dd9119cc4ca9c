"""Draw a screen into PNGs, to look at it: sizes, light and dark, larger text.

    python packaging/render.py FOLDER MODULE:FACTORY
        [--sizes 1440x900,1280x800] [--themes light,dark] [--text 100] [--name NAME]

FACTORY takes nothing and returns a QWidget (a page, a whole window or a sample).
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ.setdefault("QT_FONT_DPI", "96")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from hitl_app.ui.theme import install, look


def main() -> None:
    """Read the command line and draw."""
    asked = _arguments()
    app = QApplication([])
    install(app, "light", asked.text)
    module, _, factory = asked.factory.partition(":")
    make = getattr(importlib.import_module(module), factory)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for theme in asked.themes.split(","):
        look().set_theme(theme)
        for size in asked.sizes.split(","):
            width, height = (int(part) for part in size.split("x"))
            file = asked.folder / f"{asked.name or factory}_{theme}_{size}.png"
            render(make(), QSize(width, height), file, asked.settle)
            print(file)


def render(widget: QWidget, size: QSize, file: Path, settle_ms: int = 150) -> None:
    """Show a widget, let what it asked for arrive, and write its picture."""
    widget.resize(size)
    widget.show()
    loop = QEventLoop()
    QTimer.singleShot(settle_ms, loop.quit)
    loop.exec()
    widget.grab().save(str(file))
    widget.close()
    widget.deleteLater()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("factory", help="module:function")
    parser.add_argument("--sizes", default="1440x900,1280x800")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--name", default="")
    parser.add_argument("--settle", type=int, default=150, help="milliseconds before the picture")
    return parser.parse_args()


if __name__ == "__main__":
    main()
