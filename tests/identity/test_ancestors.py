from abmetry.identity.ancestors import acyclic
from facts.model_fixture import tiny_model


def test_a_cycle_is_cut_at_its_smallest_account() -> None:
    parents = {"b": "c", "c": "d", "d": "b", "x": "c", "own": "own"}
    assert acyclic(parents) == ({"c": "d", "d": "b", "x": "c"}, {"b", "own"})


def test_chain_up_to_the_top() -> None:
    """a3 -> a2 -> a1; a4 names a parent that nobody knows."""
    model = tiny_model(
        accounts="""
            account_id | name | parent_account_id
            a1 | One   |
            a2 | Two   | a1
            a3 | Three | a2
            a4 | Four  | nobody
        """
    )
    assert model.fact("accounts", "account_id, parent_account_id, top_parent_id") == [
        ("a1", None, "a1"),
        ("a2", "a1", "a1"),
        ("a3", "a2", "a1"),
        ("a4", "nobody", "a4"),
    ]


def test_a_parent_that_is_its_own_ancestor_is_cut_and_counted() -> None:
    """a1 -> a2 -> a1."""
    model = tiny_model(
        accounts="""
            account_id | name | parent_account_id
            a1 | One | a2
            a2 | Two | a1
        """
    )
    assert model.fact("accounts", "account_id, parent_account_id, top_parent_id") == [
        ("a1", None, "a1"),
        ("a2", "a1", "a1"),
    ]
    cut = [row for row in model.fact("quality_identity", "check_name, rows, sample") if "cycle" in row[0]]
    assert cut == [("parent_cycle", 1, '["a1"]')]
