"""Salvoes and attrition in the large."""

from fleetex.physics import attrition
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow

HUGHES, CHANCE, SQUARE = "Hughes' salvo equations", "salvo by chance", "Lanchester's square law"
LOSSES = (attrition.salvo_losses, attrition.capped_losses)


def _share(row: TruthRow, name: str) -> float:
    """Scouting or alertness: 1 where the row says nothing."""
    return row[name] if row.has(name) else 1.0


def _losses(row: TruthRow, side: str) -> float:
    """Uncapped, of one side by the other's salvo."""
    other, power, hard, stops = ("B", "beta", "a1", "a3") if side == "A" else ("A", "alpha", "b1", "b3")
    aimed = _share(row, f"sigma_{other}") * row[power] * row[other]
    stopped = _share(row, f"tau_{side}") * row[stops] * row[side]
    return attrition.salvo_losses(aimed, stopped, row[hard])


@covers("salvo", "raw_losses_A", "raw_losses_B", by=HUGHES, of=(attrition.salvo_losses,))
def _raw(row: TruthRow, rows: Rows) -> float:
    return _losses(row, row.quantity[-1])


@covers("salvo", "losses_A_capped", "losses_B_capped", by=HUGHES, of=LOSSES)
def _capped(row: TruthRow, rows: Rows) -> float:
    side = row.quantity[7]
    return attrition.capped_losses(_losses(row, side), row[side])


@covers("salvo", "FER", by=HUGHES, of=(attrition.salvo_losses, attrition.exchange_ratio))
def _exchange(row: TruthRow, rows: Rows) -> float:
    return attrition.exchange_ratio(_losses(row, "A"), row["A"], _losses(row, "B"), row["B"])


@covers("salvo", "remaining_A", "remaining_B", by=HUGHES, of=(attrition.salvo_losses, attrition.survivors))
def _remaining(row: TruthRow, rows: Rows) -> float:
    """Cares (1990): offence and defence on the mean, chances as shares."""
    side = row.quantity[-1]
    other, power = ("B", "beta") if side == "A" else ("A", "alpha")
    aimed, stopped = row[other] * row[power] * row["p_ascm"], row[side] * row[f"dp_{side}"] * row["p_sam"]
    return attrition.survivors(row[side], attrition.salvo_losses(aimed, stopped, row["sp"]))


@covers("salvo", "mean_loss_B", "var_loss_B", "P_no_loss", "P_annihilated", by=CHANCE, of=(attrition.salvo_chances,))
def _by_chance(row: TruthRow, rows: Rows) -> float:
    fired, tries = round(row["A"] * row["n_off"]), round(row["B"] * row["n_def"])
    found = attrition.salvo_chances(fired, row["p_accurate"], tries, row["p_intercept"], row["hits_to_kill"], row["B"])
    names = ("mean_loss_B", "var_loss_B", "P_no_loss", "P_annihilated")
    return found[names.index(row.quantity)]


def _sides(row: TruthRow) -> tuple[float, float, float, float]:
    """Winners, losers, the rate at which a loser puts winners out, and a winner's. Where the row does not say who wins,
    the square law does."""
    x, y, a, b = row["x0"], row["y0"], row["a_y_kills_x"], row["b_x_kills_y"]
    winner = row.text("winner").lower() if row.has("winner") else "x" if b * x**2 > a * y**2 else "y"
    if winner not in ("x", "y"):
        raise MissingInputError(f"in_winner '{winner}': x or y is due")
    return (x, y, a, b) if winner == "x" else (y, x, b, a)


@covers("salvo", "winner_survivors", by=SQUARE, of=(attrition.square_law_survivors,))
def _survivors(row: TruthRow, rows: Rows) -> float:
    return attrition.square_law_survivors(*_sides(row))


@covers("salvo", "time_to_annihilation", by=SQUARE, of=(attrition.square_law_time,))
def _time(row: TruthRow, rows: Rows) -> float:
    return attrition.square_law_time(*_sides(row))


@covers("salvo", "fighting_strength_british", "fighting_strength_allied", by=SQUARE, of=(attrition.fighting_strength,))
def _strength(row: TruthRow, rows: Rows) -> float:
    return attrition.fighting_strength(row.numbers("brit" if row.quantity.endswith("british") else "allied"))
