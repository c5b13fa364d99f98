"""All generated pages and where each stands."""

from pathlib import Path

from bot.slack.manifest import as_yaml
from deploy.grafana.boards.all import files
from tests.reference import cli, commands, dashboards, metrics, settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
BOARDS = ROOT / "deploy" / "grafana" / "dashboards"
MANIFEST = ROOT / "deploy" / "slack" / "manifest.yaml"


def texts() -> dict[Path, str]:
    """Return the text of every generated page."""
    pages = {
        "settings": settings.page(),
        "cli": cli.page(),
        "commands": commands.page(),
        "metrics": metrics.page(),
        "dashboards": dashboards.page(),
    }
    return {
        MANIFEST: as_yaml(),
        **{FOLDER / f"{name}.md": text for name, text in pages.items()},
        **{BOARDS / name: text for name, text in files(pages["metrics"]).items()},
    }


def outdated() -> list[Path]:
    """Return the pages whose text on disk differs."""
    return [
        path
        for path, text in texts().items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
