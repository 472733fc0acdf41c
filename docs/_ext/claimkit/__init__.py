"""The engine of the site, in wings; imports run one way: site, gallery and commands → evidence → portable, pages.

`docs/about/how-it-is-built.md` tells how data flows through it, and what each wing is for.
"""
