"""Executes scripts and notebooks once for all languages, and prepares what readers download."""


def setup(app):
    from claimkit.gallery import cards, downloads  # here, because what executes needs no Sphinx

    app.add_post_transform(cards.TranslateCards)
    app.connect("html-page-context", downloads.offer_colab)
