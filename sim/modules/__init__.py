"""Parts of the model beyond the core, which a scenario switches on under `modules`: one file each, which says all that belongs to it."""
