"""``tracker clockwork``: the schedule as a process, or one of its jobs by hand."""

from collections.abc import Callable

import click
from flask import Flask

from tracker.jobs.clockwork import run, run_once
from tracker.jobs.schedule import SCHEDULE

JOBS = {job.id: job for job in SCHEDULE}


@click.command(help="运行定时任务；同一个数据库同时只有一个进程在运行")
@click.option("--once", type=click.Choice(list(JOBS)), help="只把这一项任务做一遍")
@click.pass_obj
def clockwork(load_app: Callable[[], Flask], once: str | None) -> None:
    """Run the schedule until told to stop, or one job now."""
    if once:
        run_once(load_app(), JOBS[once])
    else:
        run(load_app())
