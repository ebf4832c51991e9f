"""Sheets: what minutes, contracts, complaints and new documents hold, role by role."""
