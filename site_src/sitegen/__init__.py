"""sitegen: a static-site generator for archives of daily digests.

Nouns hold values (`model`, `views`, `problems`), stages turn one kind of value into the next (`stages`), edges talk to
people and disks (`commands`, `stages.read`, `stages.write`, `memo`). No stage imports another; they meet above, in
`build` and `preview`.

    problems      faults as values, and how they are shown        config       sitegen.toml in, a checked Config out
    model         what the stages hand to one another             views        what a template sees
    tex, prose    arXiv's text: math, TeX, links                  markdown     introductions, notes, free pages
    cite          BibTeX, RIS, CSL-JSON, COinS                    dates        days and months in words
    shapes        what a digest looks like                        frontmatter  the head of a content file
    plugins       what a site's own code adds
    theme         templates, options, static files                permalinks   where each page has its place
    stages.read   content -> Source                               stages.parse    Source -> Digest, Document
    stages.gather Outline* -> Archive                             stages.ledger   Archive -> Ledger
    stages.plan   Archive -> Unit*                                stages.show     Unit -> Page*
    stages.render Page -> Artifact                                stages.write    Artifact* -> folder or memory
    stages.index, stages.feeds, stages.export, stages.signposts, stages.forward, stages.lookup: files that are no pages
    stages.check  Artifact* -> what is wrong with their links, for audit, the site as it was built
    manifest, memo, pool, build: what was built, what was read, by how many, in which order
    rules, matcher, related, relater, trends: which papers are watched, which are near to one another, which words come
    lock, redirects, fold: published addresses and what becomes of them
    explain, diff, stats: what is told of a site without building it
    watch, preview, trust, serve: what changed, the site in memory, who may ask, and how they are answered
    commands      the commands
"""

__version__ = "0.1.0"
