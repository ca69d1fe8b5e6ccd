"""The report as one page for a browser: everything in one file, nothing asked of any network, in three languages.

page                         the whole: its frame, style, script, and the policy that lets it do nothing else
markup                       makes HTML, and escapes what is not made by it
language, labels             sentences, numbers, dates and countries of a language; the words for codes
entries                      packages in the order of the table, with who decides and under whose law
groups, deciders, figures    the sections before the table; tree_map and flow draw the pictures (squarify, drawing)
packages, rows               the table of all packages
details, statements, ways    what its rows unfold to: evidence, facts with their sources, paths
findings, origin, method     the sections after it
"""
