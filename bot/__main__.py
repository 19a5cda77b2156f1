"""python -m bot"""

import gc
import sys

gc.disable()  # until the programme is loaded: nothing of it is garbage, and looking takes half the time

try:
    from bot.cli import main

    main(prog_name="python -m bot")
except KeyboardInterrupt:  # while everything is still being loaded
    sys.exit(130)
