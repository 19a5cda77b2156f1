"""A bot in a process of its own, on a sandbox that is measured."""

import asyncio
import os
import re
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TROUBLE = re.compile(rb"ERROR|Traceback|WARNING")
MOST_TROUBLE = 20  # lines of it that are shown


@asynccontextmanager
async def connected(sandbox, folder, *command, **environment):
    """The process of this command once it is connected to the sandbox; its state is in the folder.

    What it says of trouble is shown at its end.
    """
    environment |= {
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_TOKEN": next(sandbox.world.bots).token,
        "STATE_DIR": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = []
    try:
        async for line in process.stdout:
            said.append(line)
            if b"Connected" in line:
                break
        else:
            raise RuntimeError(f"{' '.join(command)} did not connect: {b''.join(said).decode(errors='replace')}")
        reading = asyncio.create_task(process.stdout.read())
        yield process
    finally:
        process.terminate()
        await process.wait()
    trouble = [line for line in (await reading).splitlines() if TROUBLE.search(line)]
    print(*(line.decode(errors="replace") for line in trouble[:MOST_TROUBLE]), sep="\n", end="\n" if trouble else "")
