"""Reads the pages and the catalogs; knows neither Sphinx nor torch."""
