"""The results of growth are kept by size and step, and drawn."""

from benchmarks import growth, growth_picture, run, steps


def _row(accounts, step, seconds):
    return {
        **dict.fromkeys(growth.COLUMNS, ""),
        "touches": str(200 * accounts),
        "accounts": str(accounts),
        "step": step,
        "seconds": str(seconds),
        "processor": str(seconds / 2),
        "peak_gb": "1.5",
    }


def test_a_size_that_is_measured_again_is_replaced(tmp_path):
    results = tmp_path / "growth.csv"
    for accounts, seconds in ((10_000, 40), (5000, 21), (5000, 20)):
        growth.keep(results, _row(accounts, "build", seconds))
    assert [(row["accounts"], row["seconds"]) for row in growth.read(results)] == [
        ("5000", "20"),
        ("10000", "40"),
    ]


def test_every_step_that_is_measured_is_there():
    assert set(growth.STEPS) <= set(steps.STEPS)
    assert set(growth_picture.PANELS) <= set(growth.STEPS)
    assert run.STEPS.name == "steps.py"


def test_the_picture_tells_growth_over_linear(tmp_path):
    rows = [
        _row(accounts, step, accounts / 1000) for accounts in (5000, 10_000) for step in growth_picture.PANELS
    ]
    growth_picture.draw(rows, tmp_path / "growth")
    svg = (tmp_path / "growth.svg").read_text()
    assert "1.00 of linear" in svg
    assert "Full build" in svg
    assert (tmp_path / "growth.png").stat().st_size > 10_000
