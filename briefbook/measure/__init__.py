"""How good predicted labels are: scores, calibration, intervals, robustness (no torch)."""
