"""Executes scripts and notebooks once for both languages, and prepares what readers download."""


def setup(app):
    return {}
