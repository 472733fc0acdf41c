"""Says at the head of each page what it is: in words, for search engines, and for sites that show a link to it."""

from __future__ import annotations

import html
import json
import re

from docutils import nodes
from sphinx.locale import get_translation

from claimkit.pages.languages import BY_NAME
from claimkit.site.pictures import social_image

_ = get_translation("sphinx")

DESCRIPTION = re.compile(r'<meta content="([^"]*)" name="description"')
LONGEST = 200


def write_head(app, pagename, templatename, context, doctree):
    """Put all that a page says of itself in the place of what Sphinx has gathered."""
    if app.builder.format != "html":
        return
    title = title_of(app, pagename, context)
    description = description_of(app, pagename, context, doctree)
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
    title = html.unescape(re.sub(r"<[^>]*>", "", context.get("title") or pagename))
    env = app.env
    twins = [name for name, node in env.titles.items() if node.astext() == title]
    if len(twins) > 1:
        above = next((name for name, children in env.toctree_includes.items() if pagename in children), None)
        if above:
            title = f"{title} ({env.titles[above].astext()})"
    return title


def description_of(app, pagename, context, doctree):
    """What its author wrote, or its first paragraph in words."""
    if "error" in context:
        return shortened(f"{context['error']['why']} {context['error']['fix']}")
    written = DESCRIPTION.search(context.get("metatags", ""))
    if written:
        return html.unescape(written[1])
    told = {
        "search": _("Search all claims, errors, guides and articles about conversion between PyTorch and NumPy."),
        "claim-routes": _("Every claim about PyTorch and NumPy conversion, by the call that it is about."),
        "claim-kinds": _(
            "Every claim about PyTorch and NumPy conversion, by what it tells of: memory, dtype and so on."
        ),
    }
    if pagename in told:
        return str(told[pagename])
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    texts = (" ".join(node.astext().split()) for node in paragraphs if not at_the_side(node))
    return shortened(next((text for text in texts if len(text) > 20), context.get("title", "")))


def at_the_side(node):
    """Whether a paragraph is part of a note, such as the one that leads to the downloads."""
    while node is not None and not isinstance(node, (nodes.Admonition, nodes.topic, nodes.entry)):
        node = node.parent
    return node is not None


def shortened(text):
    """Its first sentences, as many as are shown."""
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind(stop, 0, LONGEST) for stop in (". ", "。"))
    return text[: cut + 1] if cut > 40 else text[: LONGEST - 1] + "…"


def structured(app, error, title, description, address, image):
    """The page in the words of schema.org: an article, or the questions that the messages of its error are."""
    language = BY_NAME[app.config.language].tag
    common = {"@context": "https://schema.org", "inLanguage": language, "url": address, "description": description}
    if error:
        data = {**common, "@type": "FAQPage", "mainEntity": [
            {"@type": "Question", "name": message["shown"],
             "acceptedAnswer": {"@type": "Answer", "text": error["text"]}}
            for message in error["messages"]
        ]}  # fmt: skip
    else:
        data = {**common, "@type": "TechArticle", "headline": title[:110], "image": image,
                "author": {"@type": "Organization", "name": app.config.author}}  # fmt: skip
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def setup(app):
    app.connect("html-page-context", write_head, priority=950)  # after all who add to the head
