"""Runs code and looks at what it does. Needs Python >= 3.8, torch and NumPy, and nothing else of ours."""
