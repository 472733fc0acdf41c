"""Says at the head of each page what it is: in words, for search engines, and for sites that show a link to it."""

from __future__ import annotations

import html
import json
import re

from sphinx.locale import get_translation

from claimkit.pages.languages import BY_NAME
from claimkit.site.outline import outlines_of, shortened
from claimkit.site.pictures import social_image

_ = get_translation("sphinx")


def write_head(app, pagename, templatename, context, doctree):
    """Put all that a page says of itself in the place of what Sphinx has gathered."""
    if app.builder.format != "html":
        return
    title = title_of(app, pagename, context)
    description = description_of(app, pagename, context)
    address = app.config.html_baseurl + pagename + ".html"
    image = app.config.html_baseurl + social_image(app, title)
    context["full_title"] = title if pagename == app.config.root_doc else f"{title} · {app.config.project}"
    tags = {
        "og:title": title, "og:type": "website" if pagename == app.config.root_doc else "article", "og:url": address,
        "og:site_name": app.config.project, "og:description": description, "og:image": image,
        "og:image:width": "1200", "og:image:height": "630", "og:locale": app.config.language,
    }  # fmt: skip
    lines = [f'<meta name="description" content="{escaped(description)}">',
             *(f'<meta property="{name}" content="{escaped(value)}">' for name, value in tags.items()),
             '<meta name="twitter:card" content="summary_large_image">']  # fmt: skip
    about = structured(app, context.get("error"), title, description, address, image)
    lines.append(f'<script type="application/ld+json">{about}</script>')
    context["metatags"] = "\n" + "\n".join(lines)


def escaped(text):
    return html.escape(text, quote=True)


def title_of(app, pagename, context):
    """The page's title; with that of the page above it where another page has the same, and of the site at its root."""
    if pagename == app.config.root_doc:
        subtitle = _("The executable reference for PyTorch and NumPy conversion")
        return f"{app.config.project} {subtitle}"
    if pagename == "search":  # Sphinx gives it no title
        return str(_("Search"))
    title = html.unescape(re.sub(r"<[^>]*>", "", context.get("title") or pagename))
    env = app.env
    twins = [name for name, node in env.titles.items() if node.astext() == title]
    if len(twins) > 1:
        above = next((name for name, children in env.toctree_includes.items() if pagename in children), None)
        if above:
            title = _("%s (%s)") % (title, env.titles[above].astext())
    return title


def description_of(app, pagename, context):
    """What is known of the page, or of one that no source has, what it is for."""
    if "error" in context:
        return shortened(f"{context['error']['why']} {context['error']['fix']}")
    told = {
        "search": _("Search all claims, errors, guides and articles about conversion between PyTorch and NumPy."),
        "claim-routes": _("Every claim about PyTorch and NumPy conversion, by the call that it is about."),
        "claim-kinds": _(
            "Every claim about PyTorch and NumPy conversion, by what it tells of: memory, dtype and so on."
        ),
    }
    outline = outlines_of(app.env).get(pagename)
    return outline["about"] if outline else str(told.get(pagename, context.get("title", "")))


def structured(app, error, title, description, address, image):
    """The page in the words of schema.org: an article, or the questions that the messages of its error are."""
    language = BY_NAME[app.config.language].tag
    common = {"@context": "https://schema.org", "inLanguage": language, "url": address, "description": description}
    if error:
        data = {**common, "@type": "FAQPage", "mainEntity": [
            {"@type": "Question", "name": message["shown"],
             "acceptedAnswer": {"@type": "Answer", "text": f"{error['why']}\n{error['fix']}"}}
            for message in error["messages"]
        ]}  # fmt: skip
    else:
        data = {**common, "@type": "TechArticle", "headline": title[:110], "image": image,
                "author": {"@type": "Organization", "name": app.config.author}}  # fmt: skip
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def setup(app):
    app.connect("html-page-context", write_head, priority=950)  # after all who add to the head
