"""How the models that ship with Briefbook are made: `python -m recipes.make_models`."""
