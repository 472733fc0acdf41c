"""What `python -m claimkit` offers, a module a command."""
