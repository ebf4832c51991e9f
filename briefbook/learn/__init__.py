"""How models are loaded, tuned and compared; the only floor below the stages that knows torch."""
