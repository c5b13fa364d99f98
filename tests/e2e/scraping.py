"""Reading metrics as Prometheus does: the targets it would find, and what each says."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


@dataclass(frozen=True)
class Scraped:
    """What one process said."""

    role: str
    address: str
    text: str

    def samples(self) -> list[Sample]:
        families = text_string_to_metric_families(self.text)
        return [sample for family in families for sample in family.samples]

    def value(self, name: str, **labels: str) -> float | None:
        """Return the sum of the samples of that name with these labels; None if there are none."""
        found = [
            each.value
            for each in self.samples()
            if each.name == name and labels.items() <= each.labels.items()
        ]
        return sum(found) if found else None


def targets(folder: Path) -> list[tuple[str, str]]:
    """Return role and address of every process that Prometheus would find."""
    found = [each for path in folder.glob("*.json") for each in json.loads(path.read_text())]
    return sorted((each["labels"]["role"], each["targets"][0]) for each in found)


def scraped(folder: Path) -> list[Scraped]:
    """Return what every process says that can be found and answers."""
    pages = []
    for role, address in targets(folder):
        try:
            answer = httpx.get(f"http://{address}/metrics", timeout=10)
        except httpx.HTTPError:
            continue
        assert answer.status_code == 200
        pages.append(Scraped(role, address, answer.text))
    return pages


def total(pages: Sequence[Scraped], name: str, **labels: str) -> float:
    """Return Prometheus' `sum(name{labels})`."""
    return sum(each.value(name, **labels) or 0.0 for each in pages)


def promtool(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run Prometheus' own tool; skip the test where it is not installed (in CI: fail)."""
    path = shutil.which("promtool")
    if path is None:
        message = "promtool is not installed; Debian's package prometheus brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return subprocess.run(
        [path, *arguments], input=text, capture_output=True, text=True, check=False, timeout=60
    )


def families(pages: Sequence[Scraped]) -> Mapping[str, set[str]]:
    """Return every metric of heddle's own, as the reference writes it, with its labels."""
    found: dict[str, set[str]] = {}
    for page in pages:
        for family in text_string_to_metric_families(page.text):
            if family.name.startswith("heddle_") and family.samples:
                name = f"{family.name}_total" if family.type == "counter" else family.name
                labels = {label for each in family.samples for label in each.labels}
                found.setdefault(name, set()).update(labels - {"le"})
    return found
