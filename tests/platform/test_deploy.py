"""The files to run the bot with speak of settings, metrics and places that there are."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from mentorbot import config, metrics, paths
from mentorbot.config import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DOCKERFILE = (DEPLOY.parent / "Dockerfile").read_text(encoding="utf-8")
PROJECT = DEPLOY.parent
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
FILES += [PROJECT / "Dockerfile", PROJECT / "README.md", PROJECT / "docs" / "operator.md"]
VARIABLES = {config.variable(name) for name in Settings.model_fields}


def parsed(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from strings(one)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    assert set(re.findall(r"MENTORBOT_[A-Z_]+", path.read_text(encoding="utf-8"))) <= VARIABLES


@pytest.mark.parametrize("name", ["alerts.yaml", "grafana/mentorbot.json"])
def test_every_metric_that_is_asked_for_is_counted(name: str) -> None:
    assert metrics.DUE is not None
    counted = {
        sample
        for one in REGISTRY.collect()
        for sample in (one.name, f"{one.name}_total", f"{one.name}_bucket")
    }
    text = (DEPLOY / name).read_text(encoding="utf-8")
    asked = set(re.findall(r"mentorbot_[a-z_]+", text))
    assert asked
    assert asked <= counted


def test_the_dashboard_has_a_title_and_a_place_for_each_picture() -> None:
    board = json.loads((DEPLOY / "grafana/mentorbot.json").read_text(encoding="utf-8"))
    places = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in board["panels"]]
    assert len(set(places)) == len(places)
    assert all(one["title"] and one["description"] and one["targets"] for one in board["panels"])


def test_alerts_say_what_to_do() -> None:
    [rules] = [group["rules"] for group in parsed("alerts.yaml")[0]["groups"]]
    assert all({"summary", "description"} <= one["annotations"].keys() for one in rules)


def test_compose_keeps_secrets_in_files_and_data_in_volumes() -> None:
    [composed] = parsed("compose.yaml")
    for service in composed["services"].values():
        environment = service.get("environment", {})
        assert not {"MENTORBOT_TOKEN", "POSTGRES_PASSWORD"} & environment.keys()
        assert set(service.get("secrets", ())) <= composed["secrets"].keys()
        volumes = {one.partition(":")[0] for one in service.get("volumes", ())}
        assert volumes <= composed["volumes"].keys()
    bot = composed["services"]["bot"]
    assert bot["read_only"]
    assert "data:/data" in bot["volumes"]
    assert "VOLUME /data" in DOCKERFILE


def list_containers() -> Iterator[tuple[dict[str, str], set[str]]]:
    """The settings of each container of the bot, with those of the image, and what is put into it where."""
    image = dict(re.findall(r"(MENTORBOT_\w+)=(\S+)", DOCKERFILE))
    [composed] = parsed("compose.yaml")
    for service in composed["services"].values():
        if service.get("image") == "mentorbot":
            places = {one.partition(":")[2] for one in service.get("volumes", ())}
            places |= {f"/run/secrets/{name}" for name in service["secrets"]} | {*service["tmpfs"]}
            yield image | service["environment"], places
    [container] = parsed("kubernetes.yaml")[1]["spec"]["template"]["spec"]["containers"]
    given = {one["name"]: one["value"] for one in container["env"]}
    yield image | given, {one["mountPath"] for one in container["volumeMounts"]}


@pytest.mark.parametrize(
    ("given", "places"), [*list_containers()], ids=["SQLite", "PostgreSQL", "Kubernetes"]
)
def test_settings_of_a_container_can_be_used_and_name_what_is_put_into_it(
    given: dict[str, str], places: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_dir", lambda path: str(path) in {*places, str(paths.CONTENT)})
    settings = Settings(**{name.removeprefix(config.PREFIX).lower(): value for name, value in given.items()})
    named = [value for name, value in given.items() if isinstance(getattr(settings, name[10:].lower()), Path)]
    named += re.findall(r"passfile=(\S+)", settings.database)
    named += [settings.database] if "://" not in settings.database else []
    assert len(named) >= 2
    for path in named:
        assert any(Path(path).is_relative_to(place) for place in places), path
    assert f":{settings.health_port}/healthz" in DOCKERFILE


def test_the_images_user_can_read_the_secrets_that_compose_hands_to_it() -> None:
    user = re.findall(r"--uid (\d+)", DOCKERFILE)
    told = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    made = re.findall(r"install -o (\d+) -m 400 /dev/stdin deploy/(\w+)", told)
    assert made == [(*user, name) for name in yaml.safe_load(told)["secrets"]]


def test_in_containers_it_comes_back_after_the_machine_was_started_anew() -> None:
    [composed] = parsed("compose.yaml")
    assert {service["restart"] for service in composed["services"].values()} == {"unless-stopped"}
    told = (DEPLOY.parent / "docs" / "operator.md").read_text(encoding="utf-8")
    assert re.findall(r"--restart (\S+)", told) == ["unless-stopped"]


def test_on_kubernetes_it_runs_as_the_images_user_and_is_not_killed_while_discord_is_away() -> None:
    claim, deployment = parsed("kubernetes.yaml")
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert f"--uid {pod['securityContext']['runAsUser']}" in DOCKERFILE
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}
    assert "httpGet" not in container["livenessProbe"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/healthz"
    assert {one["name"] for one in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
    assert claim["metadata"]["name"] in list(strings(pod["volumes"]))
    labels = deployment["spec"]["selector"]["matchLabels"]
    assert labels.items() <= deployment["spec"]["template"]["metadata"]["labels"].items()


def test_litestream_copies_the_file_that_the_unit_writes() -> None:
    [settings] = parsed("litestream.yaml")
    [copied] = settings["dbs"]
    unit = (DEPLOY / "mentorbot.service").read_text(encoding="utf-8")
    name = Path(copied["path"])
    assert f"MENTORBOT_DATABASE=%S/mentorbot/{name.name}" in unit
    assert name.parent == Path("/var/lib/mentorbot")


def test_systemd_takes_the_unit_and_finds_it_hardened(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not here")
    unit = tmp_path / "mentorbot.service"
    text = (DEPLOY / "mentorbot.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/mentorbot/bin/mentorbot", sys.executable), encoding="utf-8")
    for words in (["verify", unit], ["security", "--offline=true", "--threshold=20", unit]):
        done = subprocess.run([analyze, *words], capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stdout + done.stderr
        assert str(unit) not in done.stderr


UNDER = """
import ctypes, os, sys
from mentorbot import aside, narrow
kernel = ctypes.CDLL("libseccomp.so.2")
kernel.seccomp_init.restype = ctypes.c_void_p
rules = kernel.seccomp_init(ctypes.c_uint32(0x80000000))  # whoever asks for something else is gone
for name in sys.argv[1:]:
    call = kernel.seccomp_syscall_resolve_name(name.encode())
    if call >= 0:
        kernel.seccomp_rule_add(ctypes.c_void_p(rules), ctypes.c_uint32(0x7FFF0000), call, 0)
assert kernel.seccomp_load(ctypes.c_void_p(rules)) == 0
os.nice(5)
os.write(1, narrow.narrow_process(10).name.encode())
"""


def test_what_the_unit_lets_a_process_ask_of_the_kernel_is_enough_to_narrow_itself() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None or find_library("seccomp") is None:
        pytest.skip("systemd is not here")

    def expand(name: str) -> set[str]:
        if not name.startswith("@"):
            return {name}
        told = subprocess.run([analyze, "syscall-filter", name], capture_output=True, text=True, check=True)  # noqa: S603
        lines = {line.strip() for line in told.stdout.splitlines()[1:]} - {name, ""}
        return {call for line in lines if line[0] != "#" for call in expand(line)}

    unit = (DEPLOY / "mentorbot.service").read_text(encoding="utf-8")
    allowed: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        calls = {call for name in line.removeprefix("~").split() for call in expand(name)}
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    command = [sys.executable, "-c", UNDER, *allowed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (0, "KERNEL"), done.stderr


def test_kubernetes_own_tool_reads_the_manifests(tmp_path: Path) -> None:
    tool = shutil.which("kubectl")
    if tool is None:
        pytest.skip("kubectl is not here")
    shutil.copy(DEPLOY / "kubernetes.yaml", tmp_path)
    (tmp_path / "kustomization.yaml").write_text("resources: [kubernetes.yaml]\n", encoding="utf-8")
    done = subprocess.run([tool, "kustomize", tmp_path], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert list(yaml.safe_load_all(done.stdout)) == sorted(
        parsed("kubernetes.yaml"), key=lambda one: one["kind"] != "PersistentVolumeClaim"
    )
