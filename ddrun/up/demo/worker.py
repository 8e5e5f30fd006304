"""The demo's worker: takes the lock, works through the queue, lets go. `-m ddrun.up.demo.worker HOME`."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from ddrun.up.demo.orders import Place, Scratch

# A batch holds the lock for most of each round, as real ones do.
BATCH: Final = 0.35
PAUSE: Final = 0.15
RETRY: Final = 0.05
REPORT_EVERY: Final = 50


def main(arguments: list[str]) -> None:
    """Works until it is killed."""
    place = Place(Path(arguments[0]))
    # Notes that are lost begin with this worker, even if it comes to no batch.
    if not place.scratch.exists():
        place.write_scratch(replace(place.read_scratch(), moment=time.time()))
    tries = 0
    while True:
        if place.take_lock():
            tries = 0
            work_through(place)
            place.let_go()
            time.sleep(PAUSE)
        else:
            tries += 1
            complain(place, tries)
            time.sleep(RETRY)


def work_through(place: Place) -> None:
    """Everything in the queue at this moment is done and counted."""
    scratch = place.read_scratch()
    try:
        with place.queue.open("rb") as queue:
            queue.seek(scratch.offset)
            orders = [line for line in queue.read().splitlines(keepends=True) if line.endswith(b"\n")]
    except FileNotFoundError:
        orders = []
    time.sleep(BATCH)
    done = len(orders)
    scratch = Scratch(
        offset=scratch.offset + sum(map(len, orders)),
        finished=scratch.finished + done,
        unreported=scratch.unreported + done,
        moment=time.time(),
    )
    if scratch.unreported >= REPORT_EVERY:
        note(place, f"reported {scratch.unreported} orders")
        scratch = replace(scratch, unreported=0)
    place.write_scratch(scratch)


def complain(place: Place, tries: int) -> None:
    """Says that it waits, with everything it knows: this is what fills the log."""
    holder = place.holder()
    queue = place.queue.read_bytes()[-1200:] if place.queue.exists() else b""
    facts = {"scratch": place.read_scratch().__dict__, "tail": queue.decode()}
    note(place, f"state {json.dumps(facts)}")
    note(place, f"waiting for spool/worker.lock, held by process {holder}, try {tries}")


def note(place: Place, line: str) -> None:
    """A line in the worker's log; one that does not fit is lost, and the work goes on."""
    try:
        place.write_log("worker.log", line)
    except OSError as error:
        print(f"{error.strerror}: {line[:80]}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
