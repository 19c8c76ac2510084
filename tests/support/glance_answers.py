"""What Glance 33 itself answered."""

import json

from tests.support.paths import GLANCE_DUMPS

ANSWERS = json.loads((GLANCE_DUMPS / "answers.json").read_text("utf-8"))
