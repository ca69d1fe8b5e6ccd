"""JavaScript projects: the tree is the one that the installed npm makes."""
