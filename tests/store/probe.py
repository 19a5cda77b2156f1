"""A process that opens a store, for tests: `python -m tests.store.probe` does so for every URL on its input."""

import asyncio
import sys

from bot.store import StoreError, open_store


async def probe(url):
    """Open it, speak if nobody else does, and write; what came of it, in a line."""
    try:
        store = await open_store(url)
        try:
            if await store.lease.take():
                return "another one speaks"
            await store.settings.save("seen", True)
        finally:
            await store.close()
    except StoreError as error:
        return f"StoreError: {error}"
    return "fine"


async def main():
    print("ready", flush=True)  # noqa: T201 - to the test
    for line in sys.stdin:
        print(await probe(line.strip()), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
