"""What passes between a sandbox, bots and pages: JSON."""

import json
from typing import Any

Json = dict[str, Any]
"""An object of JSON."""

dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
"""Write JSON in as few bytes as can be."""
