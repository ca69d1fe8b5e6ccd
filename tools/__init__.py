"""Commands for those who keep the knowledge base. They run from a checkout and are not part of the wheel."""
