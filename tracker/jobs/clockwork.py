"""Runs the schedule in one process at a time."""

import logging
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from tracker import clock
from tracker.extensions import db
from tracker.jobs.leader import Leader, leader_for
from tracker.jobs.schedule import SCHEDULE, Job
from tracker.services import mail_sending

logger = logging.getLogger(__name__)

# How long a second clockwork waits, in seconds, before it asks again whether the first has ended.
PATIENCE = 2.0
# How long, in seconds, a running clockwork sleeps before it looks whether it was told to stop.
NAP = 0.2


class Stop:
    """Notes a signal to stop. It raises nothing: an exception in the middle of the scheduler's work gets lost."""

    is_told = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Note the signal."""
        self.is_told = True

    def sleep(self, seconds: float) -> None:
        """Sleep for some seconds, or until told to stop."""
        until = time.monotonic() + seconds
        while not self.is_told and time.monotonic() < until:
            time.sleep(NAP)


def run_once(app: Flask, job: Job) -> None:
    """Run one job now, in an application context of its own."""
    with app.app_context():
        job.run(clock.now())


def tick(app: Flask, job: Job, leader: Leader) -> None:
    """Run one job if this process is still the leader; if it is not, end it, so that it starts anew."""
    if not leader.holds():
        logger.error("clockwork lost its lock; stopping")
        os.kill(os.getpid(), signal.SIGTERM)
        return
    run_once(app, job)


def scheduler_for(app: Flask, jobs: Iterable[Job], leader: Leader) -> BackgroundScheduler:
    """Return a scheduler that runs every job at once and then at its times: late, but never lost or doubled."""
    scheduler = BackgroundScheduler(
        timezone=clock.BEIJING,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in jobs:
        scheduler.add_job(tick, job.when, (app, job, leader), id=job.id, next_run_time=clock.now())
    return scheduler


def run(app: Flask, jobs: Iterable[Job] = SCHEDULE) -> None:
    """Wait to become the leader, then run the schedule until SIGINT or SIGTERM; running jobs end first."""
    stop = Stop()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with app.app_context():
        leader = leader_for(db.engine, Path(app.config["DATA_DIR"]))
    scheduler = scheduler_for(app, jobs, leader)
    try:
        while not stop.is_told and not leader.acquire():
            stop.sleep(PATIENCE)
        if not stop.is_told:
            scheduler.start()
        while not stop.is_told:
            stop.sleep(PATIENCE)
    finally:
        mail_sending.STOP.set()
        if scheduler.running:
            scheduler.shutdown()
        leader.release()
