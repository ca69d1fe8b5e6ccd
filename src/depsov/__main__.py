"""`python -m depsov`."""

import sys

from depsov.cli import main

sys.exit(main())
