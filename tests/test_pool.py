"""Children that work: each task that brings one down is a fault, and all others are done."""

import os

import isolated_work as does
import pytest

from textkit.data.messages import TextkitError
from textkit.running.limits import limits_for
from textkit.running.pool import Fault, Work, worked
from textkit.running.processes import look

WORK = Work(does.work, does.limits, does.prepare)


def kind(result):
    return result.kind if isinstance(result, Fault) else "done"


def outcomes(tasks, jobs=1):
    return dict(worked(WORK, tasks, jobs=jobs))


def test_all_is_done_in_order_by_one_child():
    tasks = [("", number) for number in range(50)]
    results = list(worked(WORK, tasks))
    assert [task for task, _ in results] == tasks
    assert [number for _, (number, _) in results] == list(range(50))
    (child,) = {pid for _, (_, pid) in results}
    assert child != os.getpid()
    assert look(child) is None


def test_no_child_is_started_for_nothing():
    assert list(worked(Work(does.work, does.limits, does.fails_to_prepare), [])) == []


@pytest.mark.parametrize(
    ("task", "fault"),
    [
        ("raises", "ended"),
        ("cannot be sent", "ended"),
        ("exits", "ended"),
        ("aborts", "ended"),
        ("reads wild memory", "ended"),
        ("computes", "seconds"),
        ("computes in a library", "seconds"),
        ("takes memory", "memory"),
        ("starts a hungry program", "memory"),
    ],
)
def test_what_brings_a_child_down_is_a_fault_and_the_rest_goes_on(task, fault):
    tasks = [("", 1), (task, 2), ("", 3), ("", 4)]
    found = outcomes(tasks)
    assert [kind(found[each]) for each in tasks] == ["done", fault, "done", "done"]


def test_a_fault_says_how():
    how = {name: outcomes([(name, 0)])[name, 0].how for name in ("raises", "aborts")}
    assert how == {"raises": "ValueError: no number", "aborts": "SIGABRT"}


def test_what_only_waits_is_given_up_too(monkeypatch):
    monkeypatch.setattr("textkit.running.children.CLOCK", 1)
    assert kind(outcomes([("sleeps", 0)])["sleeps", 0]) == "seconds"


def test_many_children_and_many_faults():
    tasks = [("aborts" if number % 4 == 1 else "", number) for number in range(24)]
    found = outcomes(tasks, jobs=3)
    assert set(found) == set(tasks)
    for task in tasks:
        assert kind(found[task]) == ("ended" if task[0] else "done")


def test_more_than_may_come_out_is_a_fault(monkeypatch):
    monkeypatch.setattr("textkit.running.pool.OUTPUT", 100)
    long = ("x" * 200, "y" * 200)
    assert kind(outcomes([long])[long]) == "output"


def test_what_a_library_prints_does_not_disturb(capfd):
    found = outcomes([("prints", 0), ("", 1)])
    assert kind(found["", 1]) == "done"
    assert "to standard output" in capfd.readouterr().err


def test_a_child_that_never_begins_is_an_error():
    work = Work(does.work, does.limits, does.fails_to_prepare)
    with pytest.raises(TextkitError, match="TEXTKIT_ISOLATION=off"):
        list(worked(work, [("", 1)]))


def test_children_end_when_nothing_more_is_wanted():
    results = worked(WORK, [("", number) for number in range(1000)])
    _, (_, child) = next(results)
    assert look(child) is not None
    results.close()
    assert look(child) is None


def test_limits_grow_with_the_file(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * 2_000_000)
    assert limits_for(tmp_path / "a.txt").seconds == limits_for().seconds + 120
    assert limits_for(tmp_path / "missing.txt") == limits_for()


def test_limits_are_set_by_the_environment(monkeypatch):
    monkeypatch.setenv("TEXTKIT_MEMORY", "1500")
    monkeypatch.setenv("TEXTKIT_SECONDS", "7")
    assert limits_for().said == {"memory": 1500, "seconds": 7}
    for wrong in ("x", "0", "-1", "inf", "nan"):
        monkeypatch.setenv("TEXTKIT_SECONDS", wrong)
        with pytest.raises(TextkitError, match="set a number above 0"):
            limits_for()
