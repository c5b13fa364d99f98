"""The unit for one host: of one mind with the code and with Prometheus' configuration."""

import re

import yaml

from service.worker.process import END
from tests.deploy.reading import DEPLOY, commands, variables

UNIT = (DEPLOY / "systemd" / "heddle.service").read_text()
SET = dict(re.findall(r"^(\w+)=(.+)$", UNIT, re.MULTILINE))
GIVEN = dict(each.split("=", 1) for each in SET["Environment"].split())


def test_it_starts_what_there_is() -> None:
    program, command = SET["ExecStart"].split()
    assert program.endswith("/bin/heddle")
    assert command in commands()
    assert GIVEN.keys() <= variables()


def test_turns_have_their_time_to_be_handed_over() -> None:
    assert SET["KillMode"] == "mixed", "`heddle up` itself tells its processes to stop"
    assert int(SET["TimeoutStopSec"]) > END + 5


def test_prometheus_looks_where_it_leaves_its_address() -> None:
    read = yaml.safe_load((DEPLOY / "prometheus" / "one-host.yml").read_text())
    (job,) = read["scrape_configs"]
    assert job["file_sd_configs"][0]["files"] == [f"{GIVEN['HEDDLE_TARGETS_DIR']}/*.json"]
    assert GIVEN["HEDDLE_TARGETS_DIR"] == f"/run/{SET['RuntimeDirectory']}"
    assert GIVEN["HEDDLE_DATA_DIR"] == f"/var/lib/{SET['StateDirectory']}"
