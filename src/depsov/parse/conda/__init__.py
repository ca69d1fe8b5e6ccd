"""conda: environments and their lockfiles."""
