"""Makes a checkout ready to run: system libraries, the virtual environment, the tested packages.

Called by the Makefile with the extras that the target needs (`test`, `build`, or none). Uses the
standard library only, for nothing else is there yet. Where nothing has changed since the last time
it returns in an instant.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"

# What Qt opens at run time, and the Debian package that holds it.
DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
ON_A_DISPLAY = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[str]:
    """Name the Debian packages without which the program would not start here."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = dict(DRAWING)
    if os.environ.get("DISPLAY"):
        wanted |= ON_A_DISPLAY
    missing = [package for library, package in wanted.items() if not opens(library)]
    if not python_of(VENV).exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return missing


def as_administrator() -> list[str] | None:
    """Return what to put before a command that needs root; None when nobody here may."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run_quietly(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def run_quietly(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:  # there is no such program, or its interpreter is gone
        return False


def install_packages(packages: list[str]) -> None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = as_administrator()
    if prefix is None or not shutil.which("apt-get"):
        sys.exit(
            "Some system libraries are missing, and only an administrator may install them. "
            f"Please have this run once, then start again:\n\n    sudo {' '.join(command)}\n"
        )
    print("Installing system libraries:", " ".join(packages), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run([*prefix, *command], check=False, env=quiet).returncode == 0:
        return
    subprocess.run([*prefix, "apt-get", "update"], check=True, env=quiet)  # an empty package list
    subprocess.run([*prefix, *command], check=True, env=quiet)


def python_of(venv: Path) -> Path:
    if os.name == "nt":
        return venv / "Scripts" / "python.exe"
    return venv / "bin" / "python"


def fingerprint(extras: Iterable[str]) -> str:
    """Tell whether an installation is still the one that these files ask for."""
    seal = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        seal.update((ROOT / name).read_bytes())
    seal.update(f"{ROOT}|{sysconfig.get_python_version()}|{','.join(extras)}".encode())
    return seal.hexdigest()


def ready(extras: list[str]) -> bool:
    stamp = stamp_of(extras)
    return (
        python_of(VENV).exists()
        and stamp.exists()
        and stamp.read_text(encoding="utf-8") == fingerprint(extras)
    )


def stamp_of(extras: list[str]) -> Path:
    return VENV / f"ready{''.join('-' + extra for extra in extras)}.txt"


def install(extras: list[str]) -> None:
    if not run_quietly([str(python_of(VENV)), "-m", "pip", "--version"]):
        print("Making the virtual environment .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    print("Installing the tested packages (constraints.txt)", flush=True)
    subprocess.run(
        [
            *(str(python_of(VENV)), "-m", "pip", "install", "--quiet"),
            *("--disable-pip-version-check", "--constraint", str(ROOT / "constraints.txt")),
            *("--editable", target),
        ],
        check=True,
    )
    stamp_of(extras).write_text(fingerprint(extras), encoding="utf-8")


def main() -> None:
    extras = sys.argv[1:]
    if packages := missing_packages():
        install_packages(packages)
        still = missing_packages()
        if still:
            sys.exit("These are still missing after the installation: " + " ".join(still))
    if not ready(extras):
        install(extras)


if __name__ == "__main__":
    main()
