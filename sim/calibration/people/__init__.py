"""How people bargain, and what of the model's behaviour that tells."""
