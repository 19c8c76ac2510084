"""Ctrl+C when a command first imports the module that INTERRUPTED_IMPORT names."""

import os
import signal
import sys
from importlib.machinery import ModuleSpec


class _Interrupting:
    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        if name == os.environ["INTERRUPTED_IMPORT"]:
            signal.raise_signal(signal.SIGINT)
        return None


sys.meta_path.insert(0, _Interrupting())
