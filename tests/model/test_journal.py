"""What a journal keeps of watched histories."""

import numpy as np
import pytest

from sim.model import Journal


@pytest.mark.parametrize("only", [None, 4])
@pytest.mark.parametrize("histories", [[], [0], [2, 4, 5, 9], [6, 8], [*range(10)]])
def test_some_histories_are_written_down_as_all_would_be(histories, only):
    """Facts that end in the histories concerned give the entries that facts of all histories give; only watched ones are kept."""
    here, R = np.array(histories, int), 10
    luck = np.random.default_rng(1)
    value, text, where = luck.random(R), luck.random((3, R)), np.isin(np.arange(R), here)
    of_all, of_some = Journal(6, only), Journal(6, only)
    of_all.note(3, "accepted", where, "north", {"value": value, "no_deal": 0.5})
    of_all.note(4, "refused", where, "north", {"text": text})
    of_some.note_of(here, 3, "accepted", "north", {"value": value[here], "no_deal": 0.5})
    of_some.note_of(here, 4, "refused", "north", {"text": text[:, here]})
    assert of_some.entries == of_all.entries
    assert {column for column, kept in of_all.entries.items() if kept} == set(histories) & ({4} if only else set(range(6)))
    assert here[of_some.among(here)].tolist() == [column for column in histories if column in of_all.entries]
