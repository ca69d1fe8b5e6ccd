"""Sets up the desk: no packaging at all."""

import sys

print("setup of", sys.argv)
