"""Makes docs/images anew: plays the demo's story and keeps one picture of each kind of window.

Run it by ``python3 run.py screenshots``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
KEPT = {
    "central.png": "EV_Central.png",
    "engine-MAD2.png": "EV_CP_E.png",
    "monitor-MAD2.png": "EV_CP_M.png",
    "driver-5.png": "EV_Driver.png",
    "demo.png": "EV_Demo.png",
}


def main() -> int:
    """Play the story and copy; the exit code of the story."""
    with tempfile.TemporaryDirectory() as name:
        story = [sys.executable, "-m", "apps.ev_demo", "--headless", "--lang", "en", "--output", name]
        code = subprocess.run(story, cwd=ROOT, check=False).returncode
        if code != 0:
            return code
        made = set(json.loads((Path(name) / "summary.json").read_text("utf-8"))["screenshots"])
        IMAGES.mkdir(parents=True, exist_ok=True)
        for source, target in KEPT.items():
            if source not in made:
                print(f"the story made no {source}; it made {sorted(made)}", file=sys.stderr)
                return 1
            shutil.copyfile(Path(name) / source, IMAGES / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
