"""The measurement of the simulator measures what it says."""

from backend.bench.simulate import bench_simulate


async def test_crowds_and_a_backtest_over_a_past_of_its_own_are_measured() -> None:
    told: list[str] = []
    report = await bench_simulate(60, 40, say=told.append)
    backtest = report["backtest"]
    assert (backtest["people"], 0 < backtest["differ"] < 40, len(told)) == (40, True, 4)
    assert backtest["journal"] > backtest["mails"] > 40
    assert report["contacts_per_s_one_core"] > 0
