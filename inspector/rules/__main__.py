"""`python -m inspector.rules` prints docs/rules.md."""

import sys

from inspector.rules import RULES
from inspector.rules.catalogue import markdown
from inspector.rules.proven import PROVEN, UNPROVEN

sys.stdout.write(markdown(RULES, PROVEN, UNPROVEN))
