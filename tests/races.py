"""Several people at the same instant."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from portal.database import db, transaction
from portal.errors import NotFound, RuleBroken


def at_once(app: Flask, *steps: Callable[[], object]) -> list[Exception]:
    """Do each step in its own transaction, all beginning together; returns the refusals."""
    barrier = Barrier(len(steps))
    refusals: list[Exception] = []

    def run(step: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    step()
            except (RuleBroken, NotFound) as refusal:
                refusals.append(refusal)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return refusals
