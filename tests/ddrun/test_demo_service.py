"""The demo's service, with its real worker."""

from pathlib import Path

from ddrun.up.demo.orders import Place
from ddrun.up.demo.service import Service
from tests.patience import wait_until


def test_a_worker_that_is_killed_in_its_first_batch_is_seen_as_stalled(tmp_path: Path) -> None:
    service = Service(Place(tmp_path / "orders"))
    service.place.make()
    service.begin_worker()
    _, said = service.break_down()
    assert "its lock was left" in said["worker"]
    assert service.place.read_scratch().finished == 0, "it came to no end of a batch"
    wait_until(lambda: service.health()[1]["worker"] == "stalled", "the service says that it is stalled")
