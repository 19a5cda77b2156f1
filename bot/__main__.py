"""python -m bot"""

import sys

try:
    from bot.cli import main

    main(prog_name="python -m bot")
except KeyboardInterrupt:  # while everything is still being loaded
    sys.exit(130)
