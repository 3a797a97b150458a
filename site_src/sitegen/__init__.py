"""sitegen: a static-site generator for archives of daily digests.

Nouns hold values (`model`, `views`, `problems`), stages turn one kind of value into the next (`stages`), edges talk to
people and disks (`cli`, `stages.read`, `stages.write`, `memo`). No stage imports another; they meet above, in `build`
and `preview`.

    problems      faults as values, and how they are shown        config       sitegen.toml in, a checked Config out
    model         what the stages hand to one another             views        what a template sees
    tex, prose    arXiv's text: math, TeX, links                  markdown     introductions, notes, free pages
    cite          BibTeX, RIS, CSL-JSON, COinS                    dates        days and months in words
    shapes        what a digest looks like                        frontmatter  the head of a content file
    plugins       what a site's own code adds
    theme         templates, options, static files                permalinks   where each page has its place
    stages.read   content -> Source                               stages.parse    Source -> Digest, Document
    stages.gather Outline* -> Archive                             stages.plan     Archive -> Unit* -> Page*
    stages.render Page -> Artifact                                stages.write    Artifact* -> folder or memory
    stages.feeds, stages.export, stages.signposts: the files that are no pages
    manifest, memo, pool, build: what was built, what was read, by how many, in which order
    watch, preview, trust, serve: what changed, the site in memory, who may ask, and how they are answered
    cli           the commands
"""

__version__ = "0.1.0"
