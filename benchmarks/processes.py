"""A bot in a process of its own, on a sandbox that is measured."""

import asyncio
import os
import re
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TROUBLE = re.compile("ERROR|Traceback|WARNING")
MOST_TROUBLE = 20  # lines of it that are shown


@asynccontextmanager
async def connected(sandbox, folder, *command, **environment):
    """The process of this command once it is connected to the sandbox; its state is in the folder.

    At the end, however it comes, what it said of trouble is shown, and both are stopped.
    """
    environment |= {
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_TOKEN": next(sandbox.world.bots).token,
        "STATE_DIR": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, listening = [], None
    try:
        async for line in process.stdout:
            said.append(line.decode(errors="replace"))
            if "Connected" in said[-1]:
                break
        else:
            raise RuntimeError(f"{' '.join(command)} did not connect: {''.join(said)}")
        listening = asyncio.create_task(process.stdout.read())
        yield process
    finally:
        process.terminate()
        await process.wait()
        later = (await listening).decode(errors="replace").splitlines() if listening else []
        for line in list(filter(TROUBLE.search, later))[:MOST_TROUBLE]:
            print(line)
        await sandbox.stop()
