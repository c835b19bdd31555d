"""Makes the pictures of the documents anew: docs/images in English, docs/memoria/images in Spanish.

Plays the demo's story and keeps pictures of its windows; the memoria gets those of
``memoria_scenes.py`` too. Of the demo itself a picture of the whole screen is taken, under a window manager.
Run it by ``python3 run.py screenshots``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import memoria_scenes
from tests.support.desktop import FIRST_SEEN, desktop, wait_for

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "docs" / "images"
SCREEN = ENGLISH / "screen.png"
BUSY_S = 15.0
"""After its windows are there, supplies run."""
SPANISH = ROOT / "docs" / "memoria" / "images"
KEPT = {
    "central.png": "EV_Central.png",
    "engine-MAD2.png": "EV_CP_E.png",
    "monitor-MAD2.png": "EV_CP_M.png",
    "driver-5.png": "EV_Driver.png",
    "demo.png": "EV_Demo.png",
}
KEPT_SPANISH = {
    "central.png": "central.png",
    "engine-MAD2.png": "motor.png",
    "monitor-MAD2.png": "monitor.png",
    "driver-5.png": "conductor.png",
    "driver-12.png": "conductor-fichero.png",
    "demo.png": "demo.png",
}


def play(language: str, images: Path, kept: Mapping[str, str]) -> int:
    """Play the story and copy; the exit code of the story."""
    with tempfile.TemporaryDirectory() as name:
        story = [sys.executable, "-m", "apps.ev_demo", "--headless", "--lang", language]
        output = Path(name) / "output"
        code = subprocess.run([*story, "--output", str(output)], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
        made = set(json.loads((output / "summary.json").read_text("utf-8"))["screenshots"])
        images.mkdir(parents=True, exist_ok=True)
        for source, target in kept.items():
            if source not in made:
                print(f"the story made no {source}; it made {sorted(made)}", file=sys.stderr)
                return 1
            shutil.copyfile(output / source, images / target)
    return 0


def take_screen() -> None:
    """The demo as it is started, on a screen of 1920x1080."""
    with tempfile.TemporaryDirectory() as name, desktop(1920, 1080, 1, Path(name)) as desk:
        words = [sys.executable, "-m", "apps.ev_demo", "--lang", "en", "--theme", "light"]
        demo = subprocess.Popen(words, cwd=ROOT, env=desk.variables)
        try:
            wait_for(lambda: desk.titles() == FIRST_SEEN, desk.titles)
            time.sleep(BUSY_S)
            desk.save(SCREEN)
        finally:
            demo.terminate()
            demo.wait()


def main() -> int:
    """All pictures; the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    code = play("en", ENGLISH, KEPT) or play("es", SPANISH, KEPT_SPANISH)
    if code == 0:
        try:
            memoria_scenes.take(SPANISH)
        except memoria_scenes.Failed as error:
            print(error, file=sys.stderr)
            return 1
        take_screen()
    return code


if __name__ == "__main__":
    sys.exit(main())
